/** Frames unwound so far in this stop, so that asking for page after page of a deep stack costs each frame once. */
import type { Frame } from '../api';
import type { StackSource } from './ranges';
import { unwind, type StackStart } from './unwinder';

interface Unwound { readonly frames: Frame[]; rest: Generator<Frame> | undefined }

/** Stacks kept per stop; the oldest goes first. */
const KEPT = 200;

export class StackCache {
  #stop: object | undefined;
  readonly #stacks = new Map<string, Unwound>();

  constructor(private readonly source: StackSource) {}

  /** Frames [start, start+count) of the stack `key`; `stop` is an object that lives as long as the program stands; `total` is known once the end was reached. */
  frames(stop: object, key: string, begin: () => StackStart | undefined, start: number, count: number): { frames: Frame[]; total: number | undefined } {
    if (stop !== this.#stop) {
      this.#stacks.clear();
      this.#stop = stop;
    }
    let stack = this.#stacks.get(key);
    if (!stack) {
      const from = begin();
      stack = { frames: [], rest: from && unwind(this.source, from) };
      if (this.#stacks.size >= KEPT) this.#stacks.delete(this.#stacks.keys().next().value as string);
      this.#stacks.set(key, stack);
    }
    while (stack.rest && stack.frames.length < start + count) {
      const next = stack.rest.next();
      if (next.done) stack.rest = undefined;
      else stack.frames.push(next.value);
    }
    // One frame ahead tells whether there are more.
    if (stack.rest) {
      const ahead = stack.rest.next();
      if (ahead.done) stack.rest = undefined;
      else stack.frames.push(ahead.value);
    }
    return { frames: stack.frames.slice(start, start + count), total: stack.rest ? undefined : stack.frames.length };
  }
}
