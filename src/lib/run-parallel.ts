/**
 * Runs work side by side, to its end: the first failure stops the others by their signal, and is thrown when all of them have
 * ended, so that nothing goes on behind a failed `up`.
 */
export async function together(signal: AbortSignal, works: ((signal: AbortSignal) => Promise<unknown>)[]): Promise<void> {
  const failed = new AbortController()
  const joint = AbortSignal.any([signal, failed.signal])
  let first: { error: unknown } | undefined
  const run = (work: (signal: AbortSignal) => Promise<unknown>) =>
    work(joint).catch((error: unknown) => {
      first ??= { error }
      failed.abort()
    })
  await Promise.all(works.map(run))
  if (first !== undefined) throw first.error
}
