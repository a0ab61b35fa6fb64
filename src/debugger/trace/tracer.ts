/** Runs a program and reports every entry of the chosen functions and, if asked, every scheduler event. */
import type { ProgramImage } from '../../image/program-image';
import type { Process, ProcessStop, RunRequest } from '../../linux/api';
import { MemoryFault } from '../../machine/api';
import { createSchedulerView, type GoSchedulerView } from '../../scheduler/view';
import type { Holds } from '../holds';
import { matchFunctions, similarFunctions } from '../breakpoints/function-names';
import { SchedulerEvents } from './events';
import { readState, type TraceRecord } from './record';

export interface TraceOptions {
  /** names ("exitsyscall0", "runtime.exitsyscall0", "/regex/"); a bare name of package runtime means that one */
  readonly functions: readonly string[];
  readonly events?: boolean;
  /** function at whose first entry the trace begins, e.g. "main.main"; default: from the first instruction */
  readonly from?: string;
  /** the schedule's part made by hand */
  readonly holds?: Pick<Holds, 'addresses' | 'reached'>;
}

export interface Tracer {
  /** Names of `functions` (and `from`) that this program has no code for, each with what may have been meant. */
  readonly unknown: readonly { name: string; similar: readonly string[] }[];
  readonly scheduler: GoSchedulerView;
  /**
   * Like Process.run, but stops of the trace's own are records for `sink` and do not end it. The machine's breakpoints and
   * watchpoints belong to the tracer meanwhile.
   */
  run(request: RunRequest, sink: (record: TraceRecord) => void): ProcessStop;
}

/** What stands at a traced address. */
interface Place { readonly name: string; /** host function of an inlined body; undefined at the function's own entry */ readonly host: string | undefined }

export function createTracer(process: Process, image: ProgramImage, options: TraceOptions): Tracer {
  return new ProcessTracer(process, image, options);
}

class ProcessTracer implements Tracer {
  readonly unknown: { name: string; similar: readonly string[] }[] = [];
  readonly scheduler: GoSchedulerView;
  readonly #places = new Map<number, Place[]>();
  readonly #begin = new Set<number>();
  #events: SchedulerEvents | undefined;
  #watchVersion = -1;
  #armed: boolean;
  #seq = 0;
  /** thread that stands at a breakpoint which has been reported */
  #reported: number | undefined;

  constructor(private readonly process: Process, private readonly image: ProgramImage, private readonly options: TraceOptions) {
    this.scheduler = createSchedulerView(process, image);
    for (const name of options.functions) {
      for (const match of this.#resolve(name)) this.#place(match);
    }
    if (options.from !== undefined) for (const match of this.#resolve(options.from)) this.#begin.add(image.functions.byName(match)?.entry ?? 0);
    this.#armed = this.#begin.size === 0;
  }

  run(request: RunRequest, sink: (record: TraceRecord) => void): ProcessStop {
    const { process } = this;
    const end = process.retired + request.maxInstructions;
    for (;;) {
      this.#setStops();
      const left = end - process.retired;
      if (left <= 0) return { kind: 'limit' };
      const stop = process.run({ ...request, maxInstructions: left, resumeFrom: this.#reported ?? request.resumeFrom });
      this.#reported = undefined;
      // A thread that stands still from here on has not come to this place yet.
      if (stop.kind === 'breakpoint' && this.options.holds?.reached(stop.pc, stop.tid)) continue;
      if (stop.kind === 'breakpoint' && this.#stopsAt(stop.pc)) {
        this.#reported = stop.tid;
        if (!this.#armed && this.#begin.has(stop.pc)) this.#armed = true;
        if (this.#armed && this.#places.has(stop.pc)) this.#entered(stop.tid, stop.pc, sink);
      } else if (stop.kind === 'watch' && this.#events) {
        for (const event of this.#events.take(stop.tid, stop.pc, stop.hits)) {
          const { kind, ...rest } = event;
          sink({ ...rest, kind: 'event', event: kind, seq: ++this.#seq });
        }
      } else return stop;
    }
  }

  #setStops(): void {
    const { machine } = this.process;
    const holds = this.options.holds?.addresses ?? [];
    if (!this.#armed) {
      machine.setBreakpoints([...this.#begin, ...holds]);
      return;
    }
    if (this.#watchVersion < 0) machine.setBreakpoints([...this.#places.keys(), ...holds]);
    if (this.options.events && !this.#events) this.#events = new SchedulerEvents(this.process, this.scheduler);
    const version = this.#events?.version ?? 0;
    if (version === this.#watchVersion) return;
    this.#watchVersion = version;
    if (this.#events) machine.setWatchpoints(this.#events.watchpoints());
  }

  #stopsAt(pc: number): boolean { return this.#places.has(pc) || this.#begin.has(pc) || (this.options.holds?.addresses.has(pc) ?? false); }

  #entered(tid: number, pc: number, sink: (record: TraceRecord) => void): void {
    this.scheduler.invalidate();
    const state = readState(this.scheduler, tid);
    for (const place of this.#places.get(pc) ?? []) {
      sink({
        kind: 'entry', seq: ++this.#seq, ns: this.process.virtualNs, retired: this.process.retired, tid, function: place.name,
        caller: place.host ?? this.#caller(tid), ...state,
      });
    }
  }

  /** At a function's first instruction the return address is on top of the stack. */
  #caller(tid: number): string {
    const registers = this.process.thread(tid)?.registers;
    if (!registers) return '';
    try {
      const pc = this.process.machine.memory.readPointer(Number(registers.getGpr(4)));
      const fn = this.image.functions.at(pc - 1);
      return fn ? `${fn.name}+${pc - fn.entry}` : `0x${pc.toString(16)}`;
    } catch (error) {
      if (error instanceof MemoryFault) return '';
      throw error;
    }
  }

  #resolve(name: string): string[] {
    const { functions } = this.image;
    const own = `runtime.${name}`;
    if (functions.byName(own) || functions.bodiesOf(own).length > 0) return [own];
    const found = matchFunctions(functions, name);
    if (found.length === 0) this.unknown.push({ name, similar: similarFunctions(functions, name) });
    return found;
  }

  #place(name: string): void {
    const { functions } = this.image;
    const add = (address: number, place: Place) => {
      const there = this.#places.get(address) ?? [];
      if (!there.some((other) => other.name === place.name)) this.#places.set(address, [...there, place]);
    };
    const own = functions.byName(name);
    if (own) add(own.entry, { name, host: undefined });
    for (const body of functions.bodiesOf(name)) add(body.start, { name, host: body.host.name });
  }
}
