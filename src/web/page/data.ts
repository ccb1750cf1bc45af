import type { Language } from '../../model/language.ts'
import type { Run } from '../../model/run.ts'

/** What the page was given, in its script element `data`: what to watch, what to show, or the playground; and the language to begin in (left out: English). */
export type PageData = { language?: Language } & PageContent

type PageContent =
  /** A lab is watched: everything else comes from the server that the page came from. */
  | { mode: 'live'; lab: string }
  /** Saved runs, each as JSON, compressed by gzip, in base64. */
  | { mode: 'runs'; runs: string[] }
  /** The playground alone; `link`: the setting to begin with, as in its address. */
  | { mode: 'playground'; link?: string }
  /** A room, for its teacher. `squares`: the QR code of the join link, a row each, 1 is dark. */
  | { mode: 'room'; language: Language; join: string; squares: string[] }
  /** What a learner types to join; the token is in the address. */
  | { mode: 'join'; language: Language }

/** Throws where the page was opened as it was built, with no data in it. */
export function readData(): PageData {
  return JSON.parse(document.getElementById('data')?.textContent ?? '') as PageData
}

/** A run that was put into the page. */
export async function unpackRun(packed: string): Promise<Run> {
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0))
  const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text()
  return JSON.parse(text) as Run
}
