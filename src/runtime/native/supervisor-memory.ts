/**
 * Flags of Node with which the supervisor stays within 60 MiB. It has little to do, and that seldom: to compile its code to machine code
 * (`--jitless` leaves that out, and WebAssembly with it), a large space for new objects, and threads for both are memory for nothing. Without the
 * flags it grew to 84 MiB in 19 scenarios. `npm run torture -- soak` measures it. `--expose-gc` is for `collectGarbage`.
 */
export const SUPERVISOR_FLAGS = ['--jitless', '--no-expose-wasm', '--expose-gc', '--max-semi-space-size=1', '--v8-pool-size=0']

/** One heap of the C library (glibc) in place of one a thread. The lab's programs do not inherit it. */
export const SUPERVISOR_ENV = { MALLOC_ARENA_MAX: '1' }

/** From one collection to the next, ms. */
const COLLECT_MS = 30_000

/** Node itself lets a heap of 8 MB grow to 20 before it collects what is old. A collection takes some hundredths of a second. */
export function collectGarbage(): void {
  setInterval(() => globalThis.gc?.(), COLLECT_MS).unref()
}
