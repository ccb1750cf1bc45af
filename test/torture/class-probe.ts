import { randomBytes } from 'node:crypto'
import type { Page } from 'playwright-core'
import { ROOM_FORMAT } from '../../src/model/class-events.ts'

/* One more learner, whose every event is timed: from the request to what the teacher's page has drawn. */

const NAME = 'Probe'

export interface Probe {
  /** Tells the next screen; nothing where the server is away. */
  tell(): Promise<void>
  /** Of each that the page has drawn: when it was told, in Unix ms, and how long it took, ms. */
  drawn(page: Page): Promise<DrawnEvent[]>
}

export interface DrawnEvent {
  at: number
  ms: number
}

/** Joins the room of a link. */
export async function joinedProbe(link: string): Promise<Probe> {
  const [address = '', token = ''] = link.split('#')
  const server = new URL(address).origin
  const id = randomBytes(8).toString('hex')
  const secret = randomBytes(32).toString('base64url')
  const post = async (path: string, credential: string, body: object) =>
    fetch(server + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${credential}` },
      body: JSON.stringify(body),
    })
  const joined = await post('/api/join', token, { format: ROOM_FORMAT, id, secret, name: NAME })
  if (!joined.ok) throw new Error(await joined.text())
  const toldAt = new Map<number, number>()
  let screen = 0
  return {
    async tell() {
      screen += 1
      const now = Date.now()
      const event = {
        id: `${now}-${String(screen).padStart(6, '0')}-00000000`,
        at: now,
        kind: 'screen',
        lesson: '04-preferred',
        screen: (screen % 999) + 1,
        screens: 999,
        finished: false,
      }
      const told = await post('/api/told', `${id}.${secret}`, { now, events: [event] }).catch(() => undefined)
      if (told?.ok === true) toldAt.set(event.screen, now)
    },
    async drawn(page) {
      const seen = await page.evaluate<[number, number][]>('probeDrawn')
      return seen.flatMap(([shown, drawnAt]) => {
        const at = toldAt.get(shown)
        return at === undefined || drawnAt < at ? [] : [{ at, ms: drawnAt - at }]
      })
    },
  }
}

/** Notes in the page when each screen of the probe is drawn: after the frame that has it. */
export async function watchProbe(page: Page): Promise<void> {
  await page.locator('.tile', { hasText: NAME }).waitFor()
  await page.evaluate(`(() => {
    globalThis.probeDrawn = []
    let last = ''
    const look = () => {
      const tile = Array.from(document.querySelectorAll('.tile')).find((one) => one.querySelector('bdi').textContent === '${NAME}')
      const screen = /screen (\\d+) of/.exec(tile?.textContent ?? '')?.[1]
      if (screen === undefined || screen === last) return
      last = screen
      requestAnimationFrame(() => setTimeout(() => probeDrawn.push([Number(screen), Date.now()])))
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
  })()`)
}
