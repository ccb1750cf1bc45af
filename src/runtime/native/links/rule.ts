/** A way of a connection: `there` from the one that opened it, `back` to it. */
export type Way = 'there' | 'back'

/**
 * What is done to the connections of a link while it is in force. A relay works in user space: a connect succeeds whatever
 * the rule is, and only then the connection is silent, late, or answered in the target's place.
 */
export interface Rule {
  /** Whether what goes that way waits until the rule ends. */
  holds?(way: Way): boolean
  /** Told of what waits. */
  withheld?(bytes: number): void
  /** How late what comes now is passed on, ms. */
  lateness?(way: Way): number
  /** Whether the relay answers this request itself; asked once for each, over all connections of that relay. */
  fails?(relay: string): boolean
}

/** The rules in force for one connection, as they are now. */
export type Rules = () => Rule[]

/** Whether that way is held by any of the rules. */
export function isHeld(rules: Rules, way: Way): boolean {
  return rules().some((rule) => rule.holds?.(way) === true)
}
