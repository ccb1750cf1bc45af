import { useEffect, useState } from 'preact/hooks'
import type { Language } from '../../../model/language.ts'
import { copied } from '../clipboard.ts'
import { ROOM_WORDS } from './room-words.ts'

/** What a learner types, from the address of this page: its token was sent to nobody. */
export function Join({ language }: { language: Language }) {
  const words = ROOM_WORDS[language]
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const { origin, hash } = location
  const hasToken = /^#[\w-]{22,64}$/.test(hash)
  const line = `thanos-lab class join '${origin}/join${hash}' --as NAME`
  return (
    <main>
      <h1>{words.joinTitle}</h1>
      {!hasToken ? (
        <p role="alert">{words.joinNoToken}</p>
      ) : (
        <>
          <p>{words.joinLead}</p>
          <p>
            <code>{line}</code>
          </p>
          {/* Only an address of this machine has a clipboard, or one with TLS. */}
          {isSecureContext && (
            <p>
              <button type="button" onClick={() => void copied(line).then(setCopied)}>
                {isCopied ? words.copied : words.copy}
              </button>
            </p>
          )}
          <p>{words.joinSends}</p>
        </>
      )}
    </main>
  )
}
