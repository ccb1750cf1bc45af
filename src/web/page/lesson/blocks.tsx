import { useSignal } from '@preact/signals'
import { createElement, type ComponentChildren } from 'preact'
import type { PageBlock, PageInline } from '../../../model/lesson-page.ts'
import { copied } from '../clipboard.ts'
import { lessonText } from './lesson-words.ts'

export interface BlocksProps {
  blocks: readonly PageBlock[]
  /** What stands in place of `::predict`, `::step` and `::hint`. */
  directive(type: 'predict' | 'step' | 'hint', id: string): ComponentChildren
}

/** The text of a screen. It is data: nothing of it is taken for HTML. */
export function Blocks({ blocks, directive }: BlocksProps) {
  return (
    <>
      {blocks.map((block, place) => (
        <BlockOf key={place} block={block} directive={directive} />
      ))}
    </>
  )
}

function BlockOf({ block, directive }: { block: PageBlock } & Pick<BlocksProps, 'directive'>) {
  switch (block.type) {
    case 'heading':
      // The page has a heading above the lesson, and the lesson has one.
      return createElement(`h${Math.min(6, block.depth + 2)}`, null, <Inlines parts={block.children} />)
    case 'paragraph':
      return (
        <p>
          <Inlines parts={block.children} />
        </p>
      )
    case 'list':
      return createElement(
        block.ordered ? 'ol' : 'ul',
        null,
        block.items.map((item, place) => (
          <li key={place}>
            <Blocks blocks={item} directive={directive} />
          </li>
        )),
      )
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.children} directive={directive} />
        </blockquote>
      )
    case 'code':
      return <CodeBlock value={block.value} />
    case 'explain':
      return (
        <div class="lesson-explain">
          {block.paragraphs.map((parts, place) => (
            <p key={place}>
              <Inlines parts={parts} />
            </p>
          ))}
        </div>
      )
    default:
      return <>{directive(block.type, block.id)}</>
  }
}

function Inlines({ parts }: { parts: readonly PageInline[] }) {
  return (
    <>
      {parts.map((part, place) => (
        <InlineOf key={place} part={part} />
      ))}
    </>
  )
}

function InlineOf({ part }: { part: PageInline }) {
  switch (part.type) {
    case 'text':
      return <>{part.value}</>
    case 'code':
      return <code>{part.value}</code>
    case 'strong':
      return (
        <strong>
          <Inlines parts={part.children} />
        </strong>
      )
    case 'emphasis':
      return (
        <em>
          <Inlines parts={part.children} />
        </em>
      )
    case 'link':
      return <Link {...part} />
    case 'figure':
      return <strong>{part.value}</strong>
  }
}

/** A link of a lesson leads out of the page; any other address than one of the web is shown as text. */
function Link({ url, children }: { url: string; children: readonly PageInline[] }) {
  if (!/^https?:\/\//i.test(url))
    return (
      <>
        <Inlines parts={children} /> ({url})
      </>
    )
  return (
    <a href={url} target="_blank" rel="noreferrer">
      <Inlines parts={children} />
    </a>
  )
}

function CodeBlock({ value }: { value: string }) {
  const said = useSignal('')
  const words = lessonText.value
  return (
    <div class="lesson-code">
      <pre>
        <code>{value}</code>
      </pre>
      <button
        type="button"
        aria-label={`${words.copy}: ${value}`}
        onClick={() => {
          void copied(value).then((is) => {
            said.value = is ? words.copied : words.notCopied
          })
        }}
      >
        {words.copy}
      </button>
      <span class="dim" role="status">
        {said.value}
      </span>
    </div>
  )
}
