/**
 * Stacks of very many goroutines, as lists show them: name and place of each level. What a return address stands for is found
 * once, and goroutines with the same return addresses share one list.
 */
import type { GView, StackLevel } from '../api';
import { MemoryFault } from '../../machine/api';
import type { StackSource } from './ranges';
import { framesAt, isOutermost, leadsElsewhere } from './unwinder';

/** A pc as one level (or several, where bodies are inlined) of a stack. */
interface Spot {
  readonly levels: readonly StackLevel[];
  /** bytes from SP to the word behind the return address; undefined: only the unwinder knows how to go on */
  readonly toCaller: number | undefined;
  readonly isOutermost: boolean;
}

/** The stack from the innermost frame to this one; callers lead to the stacks that go on from here. */
interface Shape extends Spot { readonly callers: Map<number, Shape> }

export class StackShapes {
  readonly #innermost = new Map<number, Shape>();

  constructor(private readonly source: StackSource) {}

  /**
   * The code frames of a goroutine that is on no thread, at most `depth` of them (and the bodies inlined there), by g.sched.
   * undefined where the unwinder has to look: signals, preemption, damage.
   */
  of(g: GView, depth: number): readonly StackLevel[] | undefined {
    const { pc, sp: start } = g.sched;
    const { hi } = g.stack;
    const { memory } = this.source.reader;
    let shape = this.#innermost.get(pc);
    if (!shape) {
      const fn = this.source.image.functions.at(pc);
      this.#innermost.set(pc, shape = this.#shape([], pc, fn !== undefined && pc > fn.entry));
    }
    try {
      for (let sp = start, level = 1; level < depth && !shape.isOutermost; level++) {
        if (shape.toCaller === undefined) return undefined;
        sp += shape.toCaller;
        if (sp > hi) return undefined;
        // Each stack is looked at in few places: no page of it is worth a copy.
        const returnPc = memory.readPointer(sp - 8);
        let caller = shape.callers.get(returnPc);
        if (!caller) shape.callers.set(returnPc, caller = this.#shape(shape.levels, returnPc, true));
        shape = caller;
      }
    } catch (error) {
      if (error instanceof MemoryFault) return undefined;
      throw error;
    }
    return shape.levels.length === 0 ? undefined : shape.levels;
  }

  #shape(inner: readonly StackLevel[], pc: number, isCaller: boolean): Shape {
    const spot = this.#spot(pc, isCaller);
    return { ...spot, levels: spot.levels.length === 0 ? [] : [...inner, ...spot.levels], callers: new Map() };
  }

  #spot(pc: number, isCaller: boolean): Spot {
    const { functions } = this.source.image;
    const lookup = isCaller ? pc - 1 : pc;
    const fn = functions.at(lookup);
    if (!fn || leadsElsewhere(fn)) return { levels: [], toCaller: undefined, isOutermost: false };
    const delta = functions.stackDelta(lookup);
    const levels = [...framesAt(this.source, { pc, sp: 0, bp: 0, isCaller, registers: undefined, range: undefined }, fn, lookup, undefined)]
      .map(({ kind, name, position }): StackLevel => ({ kind, name, pc, position }));
    return { levels, toCaller: delta === undefined ? undefined : delta + 8, isOutermost: isOutermost(fn) };
  }
}
