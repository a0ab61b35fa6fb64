/** Which goroutines belong to the runtime itself: Go's own rule (isSystemGoroutine in traceback.go). */

/** Started in package runtime, but they run the program's code or stand for it. */
const USER_STARTS = new Set(['runtime.main', 'runtime.handleAsyncEvent']);

/** `startFunction`: name of the function that the goroutine started in. */
export function isSystemGoroutine(startFunction: string | undefined): boolean {
  return startFunction !== undefined && startFunction.startsWith('runtime.') && !USER_STARTS.has(startFunction);
}
