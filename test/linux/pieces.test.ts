import assert from 'node:assert/strict';
import { matchesGlob } from '../../src/linux/glob';
import { InputLog } from '../../src/linux/inputs';
import { checkLaunch, defaultLaunch } from '../../src/linux/launch';
import { copyPlain } from '../../src/linux/plain';
import { newRandom, nextBelow, nextBytes, nextWord } from '../../src/linux/prng';
import { printSyscall } from '../../src/linux/print';
import { wordsOf } from '../../src/linux/syscalls/arguments';
import type { SyscallRecord } from '../../src/linux/state';
import { SYSCALL_NUMBERS, syscallName } from '../../src/linux/syscalls/numbers';
import type { GuestMemory } from '../../src/machine/api';

describe('linux: small pieces', () => {
  it('numbers are those of the x86-64 table', () => {
    for (const [name, number] of Object.entries({
      read: 0, mmap: 9, rt_sigreturn: 15, clone: 56, tgkill: 234, openat: 257, pipe2: 293, prlimit64: 302, rseq: 334, pidfd_send_signal: 424,
      clone3: 435, epoll_pwait2: 441, cachestat: 451,
    })) assert.equal(SYSCALL_NUMBERS.get(name), number, name);
    assert.equal(syscallName(400), 'syscall_400');
  });

  it('globs match whole paths', () => {
    assert.ok(matchesGlob('/tmp/*.go', '/tmp/a/b.go'));
    assert.ok(matchesGlob('*', ''));
    assert.ok(matchesGlob('/a?c', '/abc'));
    assert.ok(matchesGlob('*a*b', 'xaabab'));
    assert.ok(!matchesGlob('/tmp/*.go', '/tmp/a.got'));
    assert.ok(!matchesGlob('/tmp', '/tmp/'));
    assert.ok(!matchesGlob('', 'a'));
  });

  it('random streams depend on seed and stream alone', () => {
    const words = (seed: number, stream: 'schedule' | 'entropy'): number[] => { const s = newRandom(seed, stream); return [nextWord(s), nextWord(s), nextWord(s)]; };
    assert.deepEqual(words(7, 'entropy'), words(7, 'entropy'));
    const all = [words(0, 'entropy'), words(1, 'entropy'), words(1, 'schedule'), words(-1, 'entropy'), words(2 ** 33 + 1, 'entropy')].map(String);
    assert.equal(new Set(all).size, all.length);
    const state = newRandom(3, 'schedule');
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) counts[nextBelow(state, 10)]!++;
    for (const count of counts) assert.ok(count > 850 && count < 1150, String(counts));
    // Bytes are those of whole words, so that 5 and 3 more are not 8: each call takes words of its own.
    assert.equal(nextBytes(newRandom(1, 'auxv'), 5).length, 5);
  });

  it('copies of plain data share only byte arrays', () => {
    const bytes = new Uint8Array(3);
    const tree = { a: [1, { b: 2n }], bytes, none: undefined };
    const copy = copyPlain(tree);
    assert.deepEqual(copy, tree);
    assert.notEqual(copy.a, tree.a);
    assert.equal(copy.bytes, bytes);
  });

  it('launch options that make no sense are named', () => {
    const bad: [Partial<ReturnType<typeof defaultLaunch>>, RegExp][] = [
      [{ cpus: 0 }, /cpus must be a whole number from 1/], [{ quantum: 1.5 }, /quantum/], [{ seed: NaN }, /seed/], [{ nsPerInstruction: 0 }, /nsPerInstruction/],
      [{ cwd: 'x' }, /cwd must be an absolute path, not "x"/], [{ argv: [] }, /argv/], [{ env: ['A=\0'] }, /NUL/], [{ memoryLimit: 5 }, /memoryLimit/],
      [{ latencies: [{ syscall: 'read', ns: -1 }] }, /latency of read/],
    ];
    checkLaunch(defaultLaunch(['x']));
    for (const [change, message] of bad) assert.throws(() => checkLaunch({ ...defaultLaunch(['x']), ...change }), message);
  });

  it('inputs are replayed at their place; a new one in the past drops the future', () => {
    const log = new InputLog();
    log.add(10, 1, { kind: 'signal', signal: 2 });
    log.add(20, 5, { kind: 'signal', signal: 15 });
    const end = log.position;
    log.restore({ ...end, applied: 0 });
    assert.equal(log.pending, 2);
    assert.equal(log.takeDue(10, 0), undefined);
    assert.deepEqual(log.takeDue(10, 1), { kind: 'signal', signal: 2 });
    assert.equal(log.nextRetired, 20);
    log.add(15, 2, { kind: 'signal', signal: 1 });
    assert.equal(log.pending, 0);
    // The dropped future's checkpoint brings its own log back.
    log.restore(end);
    assert.equal(log.pending, 0);
    log.restore({ ...end, applied: 1 });
    assert.deepEqual(log.takeDue(20, 5), { kind: 'signal', signal: 15 });
  });

  it('syscalls print as strace does', () => {
    const memory = { userCString: () => '/tmp/a\n', readU64: (at: number) => (at === 64 ? 1n : 500n), read: () => new TextEncoder().encode('hi"') } as unknown as GuestMemory;
    const record = (name: string, ...args: bigint[]): SyscallRecord => ({ name, words: wordsOf(args) } as unknown as SyscallRecord);
    const flags = { open: { O_RDWR: 2, O_CREAT: 0x40 }, whence: { SEEK_SET: 0, SEEK_END: 2 } };
    const handler = (): number => 0;
    const text = (kinds: Parameters<typeof printSyscall>[1], value: SyscallRecord): string => printSyscall(value, kinds, memory, flags);
    assert.equal(text({ handler, args: ['dirfd', 'path', 'flags:open', 'octal'] }, record('openat', 0xffffff9cn, 1n, 0x1042n, 0o644n)), 'openat(AT_FDCWD, "/tmp/a\\n", O_RDWR|O_CREAT|0x1000, 0644)');
    assert.equal(text({ handler, args: ['fd', 'buf:2', 'uint'] }, record('write', 1n, 5n, 3n)), 'write(1, "hi\\"", 3)');
    assert.equal(text({ handler, args: ['fd', 'long', 'enum:whence'] }, record('lseek', 3n, 0xffffffffffffffffn, 2n)), 'lseek(3, -1, SEEK_END)');
    assert.equal(text({ handler, args: ['timespec', 'ptr'] }, record('nanosleep', 64n, 0n)), 'nanosleep({tv_sec=1, tv_nsec=500}, NULL)');
    assert.equal(text({ handler, args: ['int', 'signal'] }, record('tkill', 2n, 23n)), 'tkill(2, SIGURG)');
    assert.equal(text(undefined, record('syscall_400', 1n, 2n, 0n, 0n, 0n, 0n)), 'syscall_400(0x1, 0x2, 0x0, 0x0, 0x0, 0x0)');
  });
});
