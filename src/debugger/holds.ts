/**
 * A schedule made by hand: the first thread that enters one function stands still from there on, until some thread enters
 * another one. Holds apply one after the other. A race that needs one instant happens in every run so.
 */
import type { FunctionInfo, ProgramImage } from '../image/program-image';
import type { Process, ProcessStop, RunRequest } from '../linux/api';
import { Gpr } from '../machine/api';

/** Entering a function, if `from` is given called by that one. Names without a package are the runtime's. */
interface HoldPlace { readonly function: string; readonly from?: string }
interface Hold { readonly at: HoldPlace; readonly until: HoldPlace }

/** A hold that cannot be read, or names a function that the program does not have. */
export class HoldError extends Error {}

const PLACE = '(\\S+)(?:\\s+from\\s+(\\S+))?';
const HOLD = new RegExp(`^\\s*${PLACE}\\s+until\\s+${PLACE}\\s*$`);

/** Reads "exitsyscall0 until stopm" or "lock from handoffp until main.filled". @throws HoldError */
export function parseHold(text: string): Hold {
  const match = HOLD.exec(text);
  if (!match) throw new HoldError(`hold: write "FUNCTION [from CALLER] until FUNCTION [from CALLER]", not "${text}"`);
  return { at: { function: match[1], from: match[2] }, until: { function: match[3], from: match[4] } };
}

/** A place in a program. */
interface Place { readonly entry: number; readonly from: FunctionInfo | undefined }
/** What has been done, and where in history: freezing and letting go take turns. */
interface Done { readonly retired: number; readonly tid: number }

/** What the holds are in a program: of its processes, each has its own. undefined: there is none. @throws HoldError */
export function resolveHolds(image: ProgramImage, holds: readonly string[]): ((process: Process) => Holds) | undefined {
  const places = placesOf(image, holds);
  return places.length > 0 ? (process) => new Holds(process, image, places) : undefined;
}

/** Beginnings and ends in turn. @throws HoldError */
function placesOf(image: ProgramImage, holds: readonly string[]): Place[] {
  const found = (name: string): FunctionInfo => {
    const full = name.includes('.') ? name : `runtime.${name}`;
    const fn = image.functions.byName(full);
    if (!fn) throw new HoldError(`hold: the program has no function ${full}`);
    return fn;
  };
  return holds.map(parseHold).flatMap(({ at, until }) => [at, until]).map((place) => ({ entry: found(place.function).entry, from: place.from === undefined ? undefined : found(place.from) }));
}

export class Holds {
  /** Entries of all functions that matter. */
  readonly addresses: ReadonlySet<number>;
  private done: readonly Done[] = [];
  /** Who goes on from a place that has been looked at, also in the next run. */
  private passing: Done | undefined;

  constructor(private readonly process: Process, private readonly image: ProgramImage, private readonly places: readonly Place[]) {
    this.addresses = new Set(places.map(({ entry }) => entry));
  }

  /** As Process.run, where nothing but the holds stops at addresses. */
  run(request: RunRequest): ProcessStop {
    const { process } = this;
    const end = process.retired + request.maxInstructions;
    process.machine.setBreakpoints(this.addresses);
    for (;;) {
      const left = end - process.retired;
      if (left <= 0) return { kind: 'limit' };
      const stop = process.run({ ...request, maxInstructions: left, resumeFrom: this.passing?.retired === process.retired ? this.passing.tid : request.resumeFrom });
      if (stop.kind !== 'breakpoint') return stop;
      this.passing = this.reached(stop.pc, stop.tid) ? undefined : { retired: process.retired, tid: stop.tid };
    }
  }

  /** The thread is about to execute `pc`. True: it stands still from now on, and has not come there yet. */
  reached(pc: number, tid: number): boolean {
    const { process } = this;
    // In the past the log of inputs does what was done.
    if (process.futureInputs > 0) return false;
    // What lies in a future that a change has dropped has not been done.
    this.done = this.done.filter(({ retired }) => retired <= process.retired);
    const next = this.done.length;
    if (next >= this.places.length || !this.isAt(this.places[next], pc, tid)) return false;
    const freezes = next % 2 === 0;
    const thread = process.thread(freezes ? tid : this.done[next - 1].tid);
    if (thread) thread.frozen = freezes;
    this.done = [...this.done, { retired: process.retired, tid }];
    return freezes;
  }

  private isAt({ entry, from }: Place, pc: number, tid: number): boolean {
    if (pc !== entry) return false;
    if (!from) return true;
    const sp = Number(this.process.thread(tid)?.registers.getGpr(Gpr.rsp) ?? 0n);
    // The call may be the caller's last instruction.
    return this.image.functions.at(this.process.machine.memory.readPointer(sp) - 1)?.entry === from.entry;
  }
}
