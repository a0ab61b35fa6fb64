import { fstatSync, readFileSync, type Stats } from 'node:fs';
import type { Process, ProcessStop } from '../linux/api';

/**
 * Passes the host's standard input on. A file is known at once. From a terminal or a pipe the next bytes are fetched when the
 * guest reads and none are left: its world stands still meanwhile, so what it does depends on the bytes and not on when they
 * came.
 */
export class GuestInput {
  private readonly chunks: (Uint8Array | undefined)[] = [];
  private waiting: (() => void) | undefined;
  private unread = 0;
  private ended = false;
  private listening = false;

  constructor(private readonly process: Process) {}

  /** Call before the program runs. */
  begin(): void {
    const bytes = wholeInput();
    if (bytes) {
      if (bytes.length > 0) this.process.provideInput(bytes);
      this.end();
      return;
    }
    this.process.setSyscallCatchpoints(new Set(['read']), new Set(['read']));
  }

  /** For each stop of the run: true if it was one of these catchpoints, and is dealt with. */
  async handle(stop: ProcessStop): Promise<boolean> {
    if (stop.kind !== 'syscall-entry' && stop.kind !== 'syscall-exit') return false;
    const call = this.process.thread(stop.tid)?.syscall;
    const isInput = call?.name === 'read' && call.args[0] === 0n;
    if (stop.kind === 'syscall-exit') {
      if (this.reading.delete(stop.tid) && stop.result !== undefined && stop.result > 0n) this.unread -= Number(stop.result);
    } else if (isInput) {
      this.reading.add(stop.tid);
      if (this.unread <= 0 && !this.ended) await this.fetch();
    }
    return true;
  }

  private readonly reading = new Set<number>();

  /** Lets go of a wait: a signal has come. */
  interrupt(): void { this.waiting?.(); }

  /** Waits for more input, when nothing else can wake the program; false if there will be none. */
  async more(): Promise<boolean> {
    if (this.ended) return false;
    await this.fetch();
    return true;
  }

  stop(): void {
    if (this.listening) process.stdin.destroy();
  }

  private async fetch(): Promise<void> {
    this.listen();
    if (this.chunks.length === 0) {
      process.stdin.resume();
      await new Promise<void>((resolve) => { this.waiting = resolve; });
      this.waiting = undefined;
    }
    if (this.chunks.length === 0) return;
    const chunk = this.chunks.shift();
    if (chunk === undefined) this.end();
    else {
      this.unread += chunk.length;
      this.process.provideInput(chunk);
    }
  }

  private end(): void {
    this.ended = true;
    this.process.provideInput(undefined);
    this.process.setSyscallCatchpoints(new Set(), new Set());
  }

  private listen(): void {
    if (this.listening) return;
    this.listening = true;
    const arrived = (chunk: Uint8Array | undefined): void => {
      this.chunks.push(chunk);
      process.stdin.pause();
      this.waiting?.();
    };
    process.stdin.on('data', arrived);
    process.stdin.on('end', () => arrived(undefined));
    process.stdin.on('error', () => arrived(undefined));
  }
}

/** All of standard input when it is a file or nothing; undefined for terminals, pipes and sockets. */
function wholeInput(): Uint8Array | undefined {
  try {
    const stat = fstatSync(0);
    if (stat.isFile()) return readFileSync(0);
    if (isNull(stat) || (stat.isCharacterDevice() && !process.stdin.isTTY)) return new Uint8Array();
    return undefined;
  } catch {
    return new Uint8Array();
  }
}

/** Linux's /dev/null (device 1:3, Documentation/admin-guide/devices.txt), told without loading what Node needs for terminals. */
function isNull(stat: Stats): boolean { return process.platform === 'linux' && stat.isCharacterDevice() && stat.rdev === (1 << 8 | 3); }
