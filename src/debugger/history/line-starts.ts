/**
 * Where forward steps would have stopped in one frame: the statements that its goroutine began there before some place, found
 * by executing the past again with breakpoints on the function's statements. What the frame calls runs at full speed.
 */
import type { FunctionInfo } from '../../image/program-image';
import { isHelper } from '../stepping/call';
import type { StepContext } from '../stepping/context';
import { placeAt, relate, type Place as SourcePlace } from '../stepping/place';
import type { History, Search } from './history';
import type { Place } from './place';

/** One activation of a function: its stack (address of the g) and the depth of its CFA there, which survives moving stacks. */
export interface FrameId { readonly fn: FunctionInfo; readonly g: number; readonly cfaDepth: number }

/** A thread at an address at a place in history. */
export interface Arrival { readonly place: Place; readonly tid: number; readonly pc: number }

/** What lies before a place in a frame. */
export interface LineStart {
  /** Beginning of the line that was executed last; undefined: the frame begins here. */
  readonly start: Arrival | undefined;
  /** Returns into the frame since then, of functions that are worth stepping into; in order. */
  readonly returns: readonly Arrival[];
}

/** Returns kept per line: a loop on one line can have millions. */
const MOST_RETURNS = 100;

type What = 'entry' | 'statement' | 'return';

/** Addresses in a function that matter, found once. */
const known = new WeakMap<FunctionInfo, ReadonlyMap<number, ReadonlySet<What>>>();

function marks(context: StepContext, fn: FunctionInfo): ReadonlyMap<number, ReadonlySet<What>> {
  const old = known.get(fn);
  if (old) return old;
  const found = new Map<number, Set<What>>();
  const mark = (pc: number, what: What): void => {
    const there = found.get(pc);
    if (there) there.add(what); else found.set(pc, new Set([what]));
  };
  const { lines, functions } = context.image;
  const body = lines.afterPrologue(fn);
  mark(fn.entry, 'entry');
  mark(body, 'statement');
  for (let at = fn.entry; at < fn.end;) {
    const { flow, length, target } = context.instructionAt(at);
    if (at > body && lines.isStatement(at)) mark(at, 'statement');
    const next = at + Math.max(1, length);
    const callee = target === undefined ? undefined : functions.at(target);
    if (flow === 'call' && next < fn.end && !(callee && isHelper(callee))) mark(next, 'return');
    at = next;
  }
  known.set(fn, found);
  return found;
}

/** Forward steps over a stretch of arrivals, as far as they can be known without what lies before it. */
class Steps {
  starts: Arrival[] = [];
  returns: Arrival[] = [];
  /** The frame's function was entered in the stretch: nothing before it belongs to the frame. */
  entered = false;
  private from: SourcePlace | undefined;

  constructor(private readonly context: StepContext, private readonly into: boolean) {}

  add(arrival: Arrival, what: ReadonlySet<What>): void {
    if (what.has('entry')) {
      this.starts = [];
      this.returns = [];
      this.from = undefined;
      this.entered = true;
      if (!what.has('statement')) return;
    }
    // The rest of a statement belongs to its line, and so does a return into its middle.
    if (what.has('return')) this.returned(arrival);
    if (!what.has('statement')) return;
    if (this.from && !ends(this.context, this.from, arrival.pc, this.into)) return;
    this.from = placeAt(this.context.image, arrival.pc);
    this.starts.push(arrival);
    if (this.starts.length > 3) this.starts.splice(1, 1);
    // A return to the very first instruction of a line ended the line before.
    this.returns = [];
  }

  private returned(arrival: Arrival): void {
    this.returns.push(arrival);
    if (this.returns.length > MOST_RETURNS) this.returns.shift();
  }

  /** Puts what was found later behind this. */
  followedBy(later: Steps): Steps {
    if (later.entered) return later;
    const [first, ...others] = later.starts;
    const joined = new Steps(this.context, this.into);
    joined.entered = this.entered;
    if (!first) {
      joined.starts = this.starts;
      joined.returns = [...this.returns, ...later.returns].slice(-MOST_RETURNS);
    } else {
      // What began the later stretch may be in the middle of a line.
      const isStart = !this.from || ends(this.context, this.from, first.pc, this.into);
      joined.starts = [...this.starts, ...isStart ? [first] : [], ...others];
      joined.returns = isStart || others.length > 0 ? later.returns : [...this.returns, ...later.returns].slice(-MOST_RETURNS);
    }
    joined.from = later.from ?? this.from;
    return joined;
  }

  /** The last start does not depend on what lies further back. */
  get isCertain(): boolean { return this.entered || this.starts.length > 1; }
}

/** Would a step that began at `from` end at `pc`? */
function ends(context: StepContext, from: SourcePlace, pc: number, into: boolean): boolean {
  const relation = relate(context.image, from, pc);
  return relation === 'other line' || relation === 'left' || (into && relation === 'deeper');
}

/** The beginning of the line that the frame executed last before here. `into`: bodies inlined into it have lines, too. */
export function* lineStartBefore(history: History, context: StepContext, frame: FrameId, into: boolean): Search<LineStart> {
  const at = marks(context, frame.fn);
  const points = new Map([...at.keys()].map((pc) => [pc, context.framePoint(pc, frame.g, frame.cfaDepth)]));
  let all: Steps | undefined;
  let stretch = new Steps(context, into);
  yield* history.scanBack({
    arm: () => {
      stretch = new Steps(context, into);
      history.process.machine.setBreakpoints(at.keys());
    },
    meet: (stop, place) => {
      if (stop.kind === 'breakpoint' && points.get(stop.pc)?.accept(stop.tid)) stretch.add({ place, tid: stop.tid, pc: stop.pc }, at.get(stop.pc)!);
    },
    enough: () => {
      all = all ? stretch.followedBy(all) : stretch;
      return all.isCertain;
    },
  });
  return { start: all?.starts.at(-1), returns: all?.returns ?? [] };
}

/** Does a line begin at `pc`, for one who comes from `start`? */
export function isLineStart(context: StepContext, start: Arrival | undefined, pc: number, into: boolean): boolean {
  return start === undefined || (context.image.lines.isStatement(pc) && ends(context, placeAt(context.image, start.pc), pc, into));
}

