/**
 * What comes from outside while the guest runs: standard input, signals, the user's control of syscalls and threads, the
 * user's changes of memory and registers. Each
 * is logged with its position in history (instructions retired, kernel events), so that re-execution from a checkpoint
 * applies it again at exactly the same place. An input that comes while later ones are still in the log starts a new
 * future: they are dropped.
 */
import type { CpuContext } from '../machine/api';
import type { LatencyRule } from './api';

export type Input =
  | { kind: 'stdin'; bytes: Uint8Array | undefined }
  | { kind: 'signal'; signal: number }
  | { kind: 'hold' | 'release'; tid: number }
  | { kind: 'fail'; tid: number; errno: number }
  | { kind: 'latency'; rules: LatencyRule[] }
  | { kind: 'memory'; address: number; bytes: Uint8Array }
  /** the thread's whole register file after the change */
  | { kind: 'registers'; tid: number; context: CpuContext }
  | { kind: 'freeze'; tid: number; frozen: boolean };

export interface LoggedInput { readonly retired: number; readonly events: number; readonly input: Input }

/** Where a checkpoint stands in the log. */
export interface LogPosition { readonly log: readonly LoggedInput[]; readonly applied: number }

export class InputLog {
  private log: LoggedInput[] = [];
  private applied = 0;

  /** Inputs of the recorded future that have not been reached (again) yet. */
  get pending(): number { return this.log.length - this.applied; }

  /** Instructions retired at the next recorded input, Infinity: none. */
  get nextRetired(): number { return this.applied < this.log.length ? this.log[this.applied]!.retired : Infinity; }

  /** The next recorded input, if its place is here. */
  takeDue(retired: number, events: number): Input | undefined {
    if (!this.isDue(retired, events)) return undefined;
    return this.log[this.applied++]!.input;
  }

  isDue(retired: number, events: number): boolean {
    if (this.applied >= this.log.length) return false;
    const next = this.log[this.applied]!;
    return next.retired === retired && next.events === events;
  }

  /** Records a new input here; a recorded future is dropped for it. */
  add(retired: number, events: number, input: Input): void {
    this.forgetFuture();
    this.log.push({ retired, events, input });
    this.applied++;
  }

  forgetFuture(): void {
    // A new array: checkpoints of the dropped future keep the old one.
    if (this.pending > 0) this.log = this.log.slice(0, this.applied);
  }

  get position(): LogPosition { return { log: this.log, applied: this.applied }; }

  /** Goes to a checkpoint's place: in the present log if it shares the past with the checkpoint, else in the checkpoint's own. */
  restore(position: LogPosition): void {
    const { log, applied } = position;
    let shared = this.log.length >= applied;
    for (let i = 0; shared && i < applied; i++) shared = this.log[i] === log[i];
    if (!shared) this.log = [...log];
    this.applied = applied;
  }
}
