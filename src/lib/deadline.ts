/**
 * Work with a signal that ends with the given one, where there is one, or at a deadline (Unix ms). Not `AbortSignal.any` with
 * `AbortSignal.timeout`: nothing holds that timer but the signal made of it, and Node 20 collects it as garbage, so that it never
 * ends anything.
 */
export async function within<T>(signal: AbortSignal | undefined, deadline: number, work: (limit: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), Math.max(0, deadline - Date.now()))
  try {
    return await work(signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]))
  } finally {
    clearTimeout(timer)
  }
}
