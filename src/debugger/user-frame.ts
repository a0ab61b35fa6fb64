import type { ProgramImage } from '../image/program-image';
import type { StackLevel } from '../scheduler/api';

/** Package runtime and what it is made of, under the names of all Go versions. */
const RUNTIME = /^(runtime|runtime\/internal\/[^.]*|internal\/runtime\/[^.]*)\./;

/** The frame a user cares for: the first outside of the runtime; the innermost one if all are inside. */
export function userFrame<T extends Pick<StackLevel, 'kind' | 'name'>>(frames: readonly T[]): T | undefined {
  return frames.find(({ kind, name }) => kind === 'code' && !RUNTIME.test(name)) ?? frames.find(({ kind }) => kind === 'code');
}

/**
 * The frame of the program's own code: the first outside of Go's standard library, which is where the runtime's sources are;
 * without one, the first outside of the runtime.
 */
export function programFrame<T extends StackLevel>(frames: readonly T[], image: ProgramImage): T | undefined {
  const runtime = image.functions.byName('runtime.newproc')?.file ?? '';
  const root = runtime.slice(0, Math.max(0, runtime.lastIndexOf('runtime/')));
  // Without a root (built with -trimpath, or embedded) a module's files begin with a domain, files of the user with a slash or a drive.
  const isLibrary = (file: string): boolean => (root ? file.startsWith(root) : /^[^/.:]+\//.test(file));
  return frames.find(({ kind, name, position }) => kind === 'code' && position && (name.startsWith('main.') || !isLibrary(position.file))) ?? userFrame(frames);
}
