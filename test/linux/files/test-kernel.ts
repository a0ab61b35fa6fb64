/** A kernel context for tests of single handlers: flat memory, no machine, threads that wait and are woken. */
import { MemoryFault } from '../../../src/machine/api';
import type { GuestMemory } from '../../../src/machine/api';
import { HostFileError } from '../../../src/linux/api';
import type { HostFiles, KernelNotice, LaunchOptions } from '../../../src/linux/api';
import { filesTopic, recordingHost, startFiles } from '../../../src/linux/files';
import { defaultLaunch } from '../../../src/linux/launch';
import { netTopic } from '../../../src/linux/net';
import { newKernelState } from '../../../src/linux/new-state';
import { copyPlain } from '../../../src/linux/plain';
import { nextBytes } from '../../../src/linux/prng';
import type { KernelState, SignalInfo, SyscallRecord, ThreadRecord } from '../../../src/linux/state';
import { Errno } from '../../../src/linux/syscalls/handler';
import type { Kernel, Outcome, SyscallCall, Wait } from '../../../src/linux/syscalls/handler';

const BASE = 0x10000;

/** Memory from BASE on, handed out from below. Only what handlers use is there. */
export class FlatMemory {
  readonly data = new Uint8Array(1 << 24);
  private next = BASE;
  readonly residentBytes = 0;
  allocate(size: number): number { const at = this.next; this.next += Math.ceil((size + 1) / 16) * 16; return at; }
  put(bytes: Uint8Array): number { const at = this.allocate(bytes.length); this.data.set(bytes, at - BASE); return at; }
  forget(): void { this.data.fill(0, 0, this.next - BASE); this.next = BASE; }
  regions(): [] { return []; }
  userRead(address: number, length: number): Uint8Array { this.check(address, length, 'read'); return this.data.slice(address - BASE, address - BASE + length); }
  userWrite(address: number, bytes: Uint8Array): void { this.check(address, bytes.length, 'write'); this.data.set(bytes, address - BASE); }
  userCString(address: number, limit: number): string {
    this.check(address, 1, 'read');
    const end = this.data.indexOf(0, address - BASE);
    if (end - (address - BASE) >= limit) throw new RangeError('too long');
    return new TextDecoder().decode(this.data.subarray(address - BASE, end));
  }
  private check(address: number, length: number, access: 'read' | 'write'): void {
    if (length > 0 && (address < BASE || address - BASE + length > this.data.length)) throw new MemoryFault(address, access, false);
  }
}

export class NoHost implements HostFiles {
  stat(): undefined { return undefined; }
  read(path: string): Uint8Array { throw new HostFileError(2, path); }
  readLink(path: string): string { throw new HostFileError(2, path); }
  list(path: string): string[] { throw new HostFileError(2, path); }
}

interface Blocked { tid: number; wait: Wait; run: (cause: SyscallCall['cause']) => void }

export class TestKernel implements Kernel {
  state: KernelState;
  readonly flat = new FlatMemory();
  readonly memory = this.flat as unknown as GuestMemory;
  readonly host: HostFiles;
  readonly options: LaunchOptions;
  readonly notices: string[] = [];
  readonly signals: SignalInfo[] = [];
  readonly written: string[] = [];
  /** Results of syscalls that had to wait, by tid. */
  readonly finished = new Map<number, number>();
  private blocked: Blocked[] = [];
  private woken: Blocked[] = [];

  constructor(host: HostFiles = new NoHost(), options: Partial<LaunchOptions> = {}) {
    this.options = { ...defaultLaunch(['/prog']), cwd: '/tmp', ...options };
    this.host = recordingHost(host);
    const executable = { path: this.options.argv[0], entry: 0, segments: [], programHeaders: { address: 0, entrySize: 0, count: 0 } };
    this.state = newKernelState(this.options, executable);
    startFiles(this, executable);
  }

  wake(key: string, limit = Infinity): number {
    const found = this.blocked.filter((one) => one.wait.keys.includes(key)).slice(0, limit);
    this.blocked = this.blocked.filter((one) => !found.includes(one));
    this.woken.push(...found);
    return found.length;
  }
  wakeThread(tid: number): boolean {
    const found = this.blocked.filter((one) => one.tid === tid);
    this.blocked = this.blocked.filter((one) => one.tid !== tid);
    this.woken.push(...found);
    return found.length > 0;
  }
  raise(_tid: number, info: SignalInfo): void { this.signals.push(info); }
  raiseProcess(info: SignalInfo): void { this.signals.push(info); }
  output(fd: 1 | 2, bytes: Uint8Array): void { this.written.push(`${fd}:${new TextDecoder().decode(bytes)}`); }
  notice(_kind: KernelNotice['kind'], text: string): void { this.notices.push(text); }
  random(length: number): Uint8Array { return nextBytes(this.state.entropy, length); }
  get realtimeNs(): bigint { return this.options.startTimeNs + BigInt(this.state.nowNs); }

  copyState(): KernelState { return copyPlain(this.state); }
  isBlocked(tid: number): boolean { return this.blocked.some((one) => one.tid === tid); }
  waitOf(tid: number): Wait | undefined { return this.blocked.find((one) => one.tid === tid)?.wait; }

  /** A signal interrupts a waiting thread. */
  interrupt(tid: number): void {
    const one = this.blocked.find((blocked) => blocked.tid === tid)!;
    this.blocked = this.blocked.filter((other) => other !== one);
    if (one.wait.onSignal === 'handler') one.run('interrupt');
    else this.finished.set(tid, -4);
    this.runWoken();
  }

  /** Time passes; waits whose deadline comes end. */
  advance(ns: number): void {
    this.state.nowNs += ns;
    for (;;) {
      const due = this.blocked.find((one) => (one.wait.deadlineNs ?? Infinity) <= this.state.nowNs);
      if (!due) break;
      this.blocked = this.blocked.filter((one) => one !== due);
      if (due.wait.onTimeout !== undefined) this.finished.set(due.tid, due.wait.onTimeout); else due.run('timeout');
    }
    this.runWoken();
  }

  /** One syscall of thread `tid`; undefined if it waits (then its result comes into `finished`). */
  call(tid: number, name: string, ...args: (number | bigint)[]): number | undefined {
    const definition = { ...filesTopic.syscalls, ...netTopic.syscalls }[name];
    if (!definition) throw new Error(`no syscall ${name}`);
    const record = { number: 0, name, words: [], enteredNs: 0, phase: 'entry', progress: undefined, wait: undefined } as unknown as SyscallRecord;
    this.finished.delete(tid);
    const run = (cause: SyscallCall['cause']): void => {
      let outcome: Outcome;
      try {
        outcome = definition.handler(this.callObject(tid, name, args.map(BigInt), record, cause));
      } catch (error) {
        if (error instanceof MemoryFault) outcome = -14;
        else if (error instanceof Errno || error instanceof HostFileError) outcome = -error.errno;
        else throw error;
      }
      if (typeof outcome === 'object') {
        const wait = outcome as Wait;
        record.wait = wait;
        this.blocked.push({ tid, wait, run });
      } else this.finished.set(tid, Number(outcome));
    };
    run('entry');
    this.runWoken();
    return this.finished.get(tid);
  }

  private runWoken(): void {
    for (let next = this.woken.shift(); next; next = this.woken.shift()) next.run('wake');
  }

  private callObject(tid: number, name: string, args: bigint[], record: SyscallRecord, cause: SyscallCall['cause']): SyscallCall {
    const at = (index: number): bigint => BigInt.asUintN(64, args[index] ?? 0n);
    return {
      number: 0, name, record, cause, kernel: this, state: this.state, memory: this.memory, nowNs: this.state.nowNs, options: this.options, host: this.host,
      thread: { tid } as ThreadRecord,
      value: at,
      int: (index) => Number(BigInt.asIntN(32, at(index))),
      uint: (index) => Number(BigInt.asUintN(32, at(index))),
      ptr: (index) => Number(at(index)),
      long: (index) => Number(BigInt.asIntN(64, at(index))),
      path: (index) => {
        try {
          return this.flat.userCString(Number(at(index)), 4096);
        } catch (error) {
          if (error instanceof RangeError) throw new Errno(36);
          throw error;
        }
      },
      setTemporaryMask: () => {},
    };
  }
}
