import type { Frame } from '../scheduler/api';

/** Package runtime and what it is made of, under the names of all Go versions. */
const RUNTIME = /^(runtime|runtime\/internal\/[^.]*|internal\/runtime\/[^.]*)\./;

/** The frame a user cares for: the first outside of the runtime; the innermost one if all are inside. */
export function userFrame(frames: readonly Frame[]): Frame | undefined {
  const code = frames.filter(({ kind }) => kind === 'code');
  return code.find(({ name }) => !RUNTIME.test(name)) ?? code[0];
}
