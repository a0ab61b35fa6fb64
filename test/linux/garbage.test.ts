/** Every syscall with senseless arguments: it may fail, block or even kill the program, but never break the kernel. */
import assert from 'node:assert/strict';
import { Gpr } from '../../src/machine/api';
import { newRandom, nextBelow } from '../../src/linux/prng';
import { SYSCALL_NAMES } from '../../src/linux/syscalls/numbers';
import { start } from './toy';
import { DATA, ToyProgram } from './toy-machine';

/** Those that end the thread by design, or with which garbage soon ends it. */
const LEFT_OUT = new Set(['exit', 'exit_group', 'rt_sigreturn', 'kill', 'tkill', 'tgkill', 'rt_sigqueueinfo', 'rt_tgsigqueueinfo', 'alarm', 'setitimer', 'timer_create', 'munmap', 'mmap', 'mprotect', 'mremap', 'brk', 'clone']);
/** Syscalls that share a process. */
const TOGETHER = 12;
const VALUES = [
  0n, 1n, 2n, 3n, 4n, 5n, 7n, 8n, 16n, 100n, 4095n, 4096n, 65536n, 0x400000n, BigInt(DATA), BigInt(DATA + 8), BigInt(DATA + 0x100), BigInt(DATA + 0xfff8), BigInt(DATA + 0x10000),
  0x7ffffffff000n, 0x7fffffffffffn, 0x800000000000n, 0xffffffffffffff9cn, 0xffffffffn, 0x7fffffffn, 0x80000000n, 0xffffffffffffffffn, 0x8000000000000000n, 0x7fffffffffffffffn, 0x241n, 0x80800n,
];

/** Syscalls in one process (a new one costs more than what it runs here): in any order, or `each` times the same one before the next. */
function garbage(names: readonly string[], seed: number, rounds: number, each?: number): number {
  const random = newRandom(seed, 'schedule');
  const numbers = names.map((name) => SYSCALL_NAMES.indexOf(name));
  let calls = 0;
  const next = (): number => (each === undefined ? nextBelow(random, numbers.length) : Math.floor(calls++ / each));
  const p = new ToyProgram();
  p.label('again').op((r, m) => {
    // Paths, names and structures of all kinds, too.
    if (nextBelow(random, 4) === 0) m.write(DATA + nextBelow(random, 0xff00), new TextEncoder().encode(['/tmp/a', '/proc/self/maps', '..', '/dev/urandom', 'x/y', '\u0001\u0002\u0000\u0000'][nextBelow(random, 6)]! + '\0'));
    r.setGpr(Gpr.rax, BigInt(numbers[next()]!));
    for (const register of [Gpr.rdi, Gpr.rsi, Gpr.rdx, Gpr.r10, Gpr.r8, Gpr.r9]) r.setGpr(register, VALUES[nextBelow(random, VALUES.length)]!);
  });
  p.op(() => 'syscall').jump('again');
  const { process } = start(p, { cpus: 1 });
  // Long sleeps and waits are cut short by the user.
  const end = process.virtualNs;
  assert.equal(end, 0);
  for (let done = 0; done < rounds;) {
    const stop = process.run({ maxInstructions: 3 * (rounds - done), untilNs: process.virtualNs + 1e9 });
    done = process.retired / 3;
    const waiting = process.thread(1)?.syscall;
    if (waiting) {
      assert.ok(waiting.text.length > 0);
      process.failSyscall(1, 4);
    } else if (stop.kind !== 'limit') assert.fail(`${JSON.stringify(stop)} after ${done}`);
  }
  return process.retired;
}

describe('linux: garbage', function () {
  const all = SYSCALL_NAMES.filter((name): name is string => name !== undefined && !LEFT_OUT.has(name));

  it('no arguments break the kernel, syscall by syscall', () => {
    for (let at = 0; at < all.length; at += TOGETHER) {
      const names = all.slice(at, at + TOGETHER);
      try {
        garbage(names, 1, 150 * names.length, 150);
      } catch (error) {
        throw new Error(`${names.join(', ')}: ${(error as Error).stack}`, { cause: error });
      }
    }
  });

  it('nor do they in any order', () => {
    for (let seed = 1; seed <= 6; seed++) garbage(all, seed, 5_000);
  });

  it('memory maps: nothing but what Linux would do', () => {
    for (let seed = 1; seed <= 10; seed++) {
      try {
        garbage(['mmap', 'mremap', 'brk', 'mincore', 'madvise', 'clone', 'timer_create'], seed, 400);
      } catch (error) {
        // Garbage may unmap the program itself, or start threads that run into nothing: the process dies of it, the kernel does not.
        assert.match((error as Error).message, /killed|stuck/);
      }
    }
  });
});
