import { LabError } from '../lib/errors.ts'
import { keepSecret } from '../lib/redact.ts'

/** Where a room is, and the token that lets a learner in. */
export interface JoinLink {
  /** `http://192.168.1.5:8300` */
  server: string
  token: string
}

/** The token stands behind `#`: a browser sends that part to nobody, so no log of a proxy and no Referer has it. */
export function joinLink({ server, token }: JoinLink): string {
  return `${server}/join#${token}`
}

const HINT = 'thanos-lab class join LINK --as NAME, with the whole link in quotes as the teacher shows it'

/** Reads a join link. Throws `usage`; no error shows the token. */
export function readJoinLink(typed: string): JoinLink {
  const [before = '', token = ''] = typed.trim().split('#')
  keepSecret(token)
  const url = URL.canParse(before) ? new URL(before) : undefined
  if (url?.protocol !== 'http:' || url.pathname !== '/join' || url.username !== '')
    throw new LabError('usage', `'${before}' is no join link: expected http://ADDRESS:PORT/join#TOKEN`, { hint: HINT })
  if (!/^[\w-]{22,64}$/.test(token))
    throw new LabError('usage', 'The join link has no token behind its #, or not all of it', { hint: HINT })
  return { server: url.origin, token }
}
