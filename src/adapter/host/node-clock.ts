/** Milliseconds from some instant on. Not performance.now: to load perf_hooks takes Node 6 ms. */
export function hostMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}
