import type { StackLevel } from '../scheduler/api';

/** Package runtime and what it is made of, under the names of all Go versions. */
const RUNTIME = /^(runtime|runtime\/internal\/[^.]*|internal\/runtime\/[^.]*)\./;

/** The frame a user cares for: the first outside of the runtime; the innermost one if all are inside. */
export function userFrame<T extends Pick<StackLevel, 'kind' | 'name'>>(frames: readonly T[]): T | undefined {
  return frames.find(({ kind, name }) => kind === 'code' && !RUNTIME.test(name)) ?? frames.find(({ kind }) => kind === 'code');
}
