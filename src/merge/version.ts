/** The Thanos whose Query this room models. */
export const MODELLED_THANOS = '0.42.4'

/** What to warn of before an answer of that Thanos is compared or explained; undefined for the one that is modelled. */
export function versionWarning(version: string | undefined): string | undefined {
  if (version === undefined || version === '') return `Query does not say its version; what follows models Thanos ${MODELLED_THANOS}.`
  if (version.replace(/^v/, '') === MODELLED_THANOS) return undefined
  return `Query is Thanos ${version}; what follows models Thanos ${MODELLED_THANOS}, and another version may merge otherwise.`
}
