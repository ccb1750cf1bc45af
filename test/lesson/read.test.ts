import t from 'tap'
import { LessonRefused, readLesson } from '../../src/lesson/read.ts'
import { figureError } from '../../src/lesson/figures.ts'

/** A lesson that fits; each case changes one thing of it. */
const LESSON = `---
title: A lesson
minutes: 5
article: [4]
takeaways: [One]
otherwise: Run it again.
predict:
  - id: gap
    ask: How long?
    number: seconds
    tolerance: 0.5
    answer: { run: kill-replica, figure: gap merged }
steps:
  - id: kill
    task: Kill it.
    check: { run: { scenario: kill-replica } }
    hint: [Look at the list.]
    solve: thanos-lab chaos kill-replica
    wrong: thanos-lab chaos kill-other
---
# Title

Some *text* with \`code\`, **more** and a [link](https://example.com).

::predict gap

- one
- two

::hint kill

::step kill

> quoted

::explain kill-replica
A gap of {gap merged}, **{verdict}**.
`

const read = (text: string) => readLesson({ name: 'lesson', file: 'lesson.md', text }, ['kill-replica', 'kill-other'])

t.test('a lesson that fits has its screens', async (t) => {
  const { screens, steps, predict } = read(LESSON)
  t.same(
    screens.map(({ ends }) => ends),
    [{ type: 'predict', id: 'gap' }, { type: 'step', id: 'kill' }, undefined],
  )
  t.same(steps[0]?.check, { kind: 'run', what: { scenario: 'kill-replica' } })
  t.equal(predict[0]?.number, 'seconds')
  t.match(screens[2]?.blocks.at(-1), {
    type: 'explain',
    scenario: 'kill-replica',
    children: [
      { value: 'A gap of ' },
      { type: 'figure', words: 'gap merged' },
      {},
      { type: 'strong', children: [{ words: 'verdict' }] },
      {},
    ],
  })
})

t.test('a line of --- begins a screen, and so do Windows line ends', async (t) => {
  const { screens } = read(LESSON.replace('> quoted', 'before\n\n---\n\nafter').replaceAll('\n', '\r\n'))
  t.equal(screens.length, 4)
})

const wrong: [name: string, from: string, to: string, complaint: RegExp][] = [
  ['no front matter', '---\ntitle', 'title', /^lesson\.md:1:1: expected front matter/],
  ['no YAML', 'title: A lesson', 'title: [', /^lesson\.md:\d+:\d+: not YAML/],
  ['a key twice', 'minutes: 5', 'minutes: 5\nminutes: 6', /^lesson\.md:4:1: this key is there twice/],
  ['a misspelt key', 'minutes: 5', 'minuts: 5', /^lesson\.md:3:1: 'minuts' is not known here; did you mean 'minutes'\?/],
  ['no minutes', 'minutes: 5', 'minutes: long', /^lesson\.md:3:10: expected a number, found 'long'/],
  ['a point that the article does not have', '[4]', '[11]', /^lesson\.md:4:11: expected at most 10/],
  ['three takeaways', '[One]', '[One, Two, Three]', /^lesson\.md:5:12: expected one or two takeaways/],
  ['a check of no kind', 'check: { run:', 'check: { runs:', /^lesson\.md:16:14: 'runs' is not a check; did you mean 'run'\?/],
  [
    'a scenario that is not there',
    'check: { run: { scenario: kill-replica',
    'check: { run: { scenario: kill-replca',
    /^lesson\.md:16:31: there is no scenario 'kill-replca'; did you mean 'kill-replica'\?/,
  ],
  [
    'a figure that is not there',
    'figure: gap merged',
    'figure: gaps merged',
    /^lesson\.md:12:42: 'gaps merged' is no figure; did you mean 'gap'\?/,
  ],
  [
    'choices and a number',
    'number: seconds',
    'number: seconds\n    choices: [{ text: a, from: 1 }, { text: b, below: 1 }]',
    /expected 'choices', or 'number' with 'tolerance', not both/,
  ],
  [
    'a choice that nothing makes right',
    'number: seconds\n    tolerance: 0.5',
    'choices: [{ text: a }, { text: b, below: 1 }]',
    /^lesson\.md:10:15: expected 'from', 'below' or 'is'/,
  ],
  [
    'a hint that is the solution',
    'Look at the list.',
    'Type thanos-lab chaos kill-replica.',
    /^lesson\.md:17:12: a hint never holds the solution/,
  ],
  ['no hint', '[Look at the list.]', '[]', /^lesson\.md:17:11: expected at least one hint/],
  ['HTML', '> quoted', '<b>quoted</b>', /^lesson\.md:34:1: HTML is not for a lesson/],
  ['an image inside a paragraph', 'Some *text*', 'Some ![text](x)', /^lesson\.md:23:6: an image is not for a lesson/],
  ['a directive that is none', '::hint kill', '::hints kill', /^lesson\.md:30:1: '::hints' is no directive/],
  [
    'a prediction that is not there',
    '::predict gap',
    '::predict gaps',
    /^lesson\.md:25:1: there is no prediction 'gaps'; did you mean 'gap'\?/,
  ],
  ['no directive for a step', '::step kill\n', '', /the text has no ::step kill/],
  ['a directive twice', '> quoted', '::step kill', /^lesson\.md:34:1: ::step kill is there twice/],
  ['a prediction after its run', '::predict gap\n', '', /the text has no ::predict gap/],
  [
    'a directive with text behind it',
    '::hint kill\n',
    '::hint kill\nmore\n',
    /^lesson\.md:30:1: ::hint kill stands in a paragraph of its own/,
  ],
  ['an explanation of another run', '::explain kill-replica', '::explain kill-other', /^lesson\.md:36:1: no step runs 'kill-other'/],
  ['an unknown figure in the text', '{verdict}', '{verdicts}', /^lesson\.md:36:1: 'verdicts' is no figure/],
  ['an explanation without a text', '\nA gap of {gap merged}, **{verdict}**.', '', /^lesson\.md:36:1: expected the text of ::explain/],
  [
    'a figure outside of an explanation',
    '> quoted',
    'A gap of {gap merged}.',
    /^lesson\.md:34:1: a figure in braces stands in ::explain only/,
  ],
]

t.test('what does not fit is named with its place', async (t) => {
  for (const [name, from, to, complaint] of wrong) {
    t.ok(LESSON.includes(from), name)
    const error = t.throws(() => read(LESSON.replace(from, to)), { code: 'lesson', exit: 2 }, name)
    t.ok(error instanceof LessonRefused && error.complaints.some((line) => complaint.test(line)), `${name}: ${String(error)}`)
  }
})

t.test('a prediction that comes after its run, an explanation that comes before it', async (t) => {
  const late = LESSON.replace('::predict gap\n\n', '').replace('::step kill\n', '::step kill\n\n::predict gap\n')
  t.throws(() => read(late), /lesson\.md:\d+:1: this prediction comes after the step that runs 'kill-replica'/)
  const early = LESSON.replace('> quoted', '').replace('::predict gap', '::predict gap\n\n::explain kill-replica\nToo early: {verdict}')
  t.throws(() => read(early), /lesson\.md:\d+:1: this explains a run that comes later/)
})

t.test('a complaint is one line, whatever the file holds', async (t) => {
  const error = t.throws(() => read(LESSON.replace('minutes: 5', 'minutes: "\\e[31m\\n"'))) as Error
  t.notOk(error.message.includes('\u001b'))
})

t.test('the words of a figure', async (t) => {
  t.equal(figureError('gap merged during'), undefined)
  t.match(figureError('gap merged later'), /'later' is no phase/)
  t.match(figureError('gap'), /expected gap SERIES PHASE\?/)
  t.match(figureError('constructor'), /no figure/)
})
