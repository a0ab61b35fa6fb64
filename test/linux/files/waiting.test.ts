/** Syscalls that wait: who wakes them, what they give then, what a signal or a deadline makes of them. */
import assert from 'node:assert';
import { TestKernel } from './test-kernel';

const NONBLOCK = 0x800;

function pipe(k: TestKernel): { r: number; w: number } {
  const at = k.flat.allocate(8);
  k.call(1, 'pipe2', at, 0);
  const view = new DataView(k.flat.userRead(at, 8).buffer);
  return { r: view.getInt32(0, true), w: view.getInt32(4, true) };
}
const zeros = (k: TestKernel, length: number): number => k.flat.put(new Uint8Array(length));
const path = (k: TestKernel, text: string): number => k.flat.put(new TextEncoder().encode(text + '\0'));

describe('waiting', () => {
  it('a read of an empty pipe waits for a write, or for the last writer', () => {
    const k = new TestKernel(), { r, w } = pipe(k), to = k.flat.allocate(10);
    assert.equal(k.call(2, 'read', r, to, 10), undefined);
    assert.equal(k.waitOf(2)?.onSignal, 'restart');
    assert.equal(k.call(1, 'write', w, zeros(k, 3), 3), 3);
    assert.equal(k.finished.get(2), 3);
    k.call(2, 'read', r, to, 10);
    k.call(1, 'close', w);
    assert.equal(k.finished.get(2), 0);
  });

  it('a waiting read does not go on with another file under the same number', () => {
    const k = new TestKernel(), { r } = pipe(k);
    k.call(2, 'read', r, k.flat.allocate(10), 10);
    k.call(1, 'close', r);
    const other = pipe(k);
    assert.equal(other.r, r);
    k.call(1, 'write', other.w, zeros(k, 3), 3);
    k.wakeThread(2);
    k.advance(0);
    assert.equal(k.finished.get(2), -9);
  });

  it('a write of more than fits goes on as readers make room, and a signal gives the part', () => {
    const k = new TestKernel(), { r, w } = pipe(k), data = zeros(k, 150_000), to = k.flat.allocate(70_000);
    assert.equal(k.call(2, 'write', w, data, 150_000), undefined);
    assert.equal(k.waitOf(2)?.onSignal, 'handler');
    assert.equal(k.call(1, 'read', r, to, 65536), 65536);
    assert.ok(k.isBlocked(2));
    assert.equal(k.call(1, 'read', r, to, 65536), 65536);
    assert.equal(k.finished.get(2), 150_000);
    const other = pipe(k);
    k.call(3, 'write', other.w, data, 100_000);
    k.interrupt(3);
    assert.equal(k.finished.get(3), 65536);
  });

  it('the last reader\'s end breaks a waiting write', () => {
    const k = new TestKernel(), { r, w } = pipe(k);
    k.call(2, 'write', w, zeros(k, 65536), 65536);
    assert.equal(k.call(2, 'write', w, zeros(k, 5), 5), undefined);
    k.call(1, 'close', r);
    assert.equal(k.finished.get(2), -32);
    assert.equal(k.signals.at(-1)?.signal, 13);
  });

  it('epoll_wait ends by an event or its timeout', () => {
    const k = new TestKernel(), { r, w } = pipe(k), ep = k.call(1, 'epoll_create1', 0)!, events = k.flat.allocate(120);
    k.call(1, 'epoll_ctl', ep, 1, r, k.flat.put(Uint8Array.of(1, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0)));
    assert.equal(k.call(2, 'epoll_wait', ep, events, 10, 5), undefined);
    assert.equal(k.waitOf(2)?.deadlineNs, 5_000_000);
    k.advance(4_999_999);
    assert.ok(k.isBlocked(2));
    k.advance(1);
    assert.equal(k.finished.get(2), 0);
    k.call(2, 'epoll_wait', ep, events, 10, -1);
    k.call(1, 'write', w, zeros(k, 1), 1);
    assert.equal(k.finished.get(2), 1);
    assert.equal(k.flat.userRead(events + 4, 1)[0], 7);
  });

  it('a timerfd wakes readers and epoll at its time', () => {
    const k = new TestKernel(), t = k.call(1, 'timerfd_create', 1, 0)!, ep = k.call(1, 'epoll_create1', 0)!;
    k.call(1, 'epoll_ctl', ep, 1, t, k.flat.put(Uint8Array.of(1, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0)));
    const spec = k.flat.put(new Uint8Array(new BigInt64Array([0n, 1000n, 0n, 2000n]).buffer)), to = k.flat.allocate(8);
    assert.equal(k.call(2, 'epoll_wait', ep, k.flat.allocate(120), 10, -1), undefined);
    k.call(1, 'timerfd_settime', t, 0, spec, 0);
    k.advance(2000);
    assert.equal(k.finished.get(2), 1);
    k.advance(3500);
    assert.equal(k.call(1, 'read', t, to, 8), 8);
    assert.equal(k.flat.userRead(to, 1)[0], 4);
    assert.equal(k.call(2, 'read', t, to, 8), undefined);
    k.advance(500);
    assert.equal(k.finished.get(2), 8);
  });

  it('opening a FIFO waits for the other end', () => {
    const k = new TestKernel(), name = path(k, '/tmp/fifo');
    k.call(1, 'mknodat', -100, name, 0o010644, 0);
    assert.equal(k.call(2, 'openat', -100, name, 0, 0), undefined);
    const w = k.call(1, 'openat', -100, name, 1, 0)!;
    assert.ok(w >= 3 && k.finished.get(2)! >= 3 && w !== k.finished.get(2));
    k.call(3, 'openat', -100, path(k, '/tmp/fifo'), 0, 0);
    k.call(1, 'mknodat', -100, path(k, '/tmp/fifo2'), 0o010644, 0);
    k.call(4, 'openat', -100, path(k, '/tmp/fifo2'), 1, 0);
    k.interrupt(4);
    assert.equal(k.finished.get(4), -4);
  });

  it('flock waits, and standard input comes when it is provided', () => {
    const k = new TestKernel(), name = path(k, '/tmp/l');
    const a = k.call(1, 'openat', -100, name, 0x42, 0o644)!, b = k.call(1, 'openat', -100, name, 2, 0)!;
    k.call(1, 'flock', a, 2);
    assert.equal(k.call(2, 'flock', b, 2), undefined);
    k.call(1, 'close', a);
    assert.equal(k.finished.get(2), 0);
    const to = k.flat.allocate(10);
    assert.equal(k.call(2, 'read', 0, to, 10), undefined);
    k.state.console.input.push(Uint8Array.of(1, 2, 3));
    k.wake('stdin:r');
    k.advance(0);
    assert.equal(k.finished.get(2), 3);
    k.state.console.inputEnded = true;
    assert.equal(k.call(2, 'read', 0, to, 10), 0);
    k.call(1, 'write', 1, path(k, 'out'), 3);
    k.call(1, 'write', 2, path(k, 'err'), 3);
    assert.deepEqual(k.written, ['1:out', '2:err']);
  });

  it('accept, connect and a full backlog', () => {
    const k = new TestKernel();
    const address = k.flat.put(Uint8Array.of(2, 0, 0x50, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0));
    const l = k.call(1, 'socket', 2, 1, 0)!;
    k.call(1, 'bind', l, address, 16);
    k.call(1, 'listen', l, 0);
    assert.equal(k.call(2, 'accept4', l, 0, 0, 0), undefined);
    const c = [0, 1, 2].map(() => k.call(1, 'socket', 2, 1, 0)!);
    assert.equal(k.call(1, 'connect', c[0], address, 16), 0);
    const a = k.finished.get(2)!;
    assert.ok(a > 0);
    assert.equal(k.call(1, 'connect', c[1], address, 16), 0);
    assert.equal(k.call(3, 'connect', c[2], address, 16), undefined, 'the queue is full');
    assert.ok(k.call(1, 'accept4', l, 0, 0, 0)! > 0);
    assert.equal(k.finished.get(3), 0);
    // A receive with a time limit
    k.call(1, 'setsockopt', a, 1, 20, k.flat.put(new Uint8Array(new BigInt64Array([0n, 1000n]).buffer)), 16);
    assert.equal(k.call(2, 'read', a, k.flat.allocate(4), 4), undefined);
    k.advance(1_000_000);
    assert.equal(k.finished.get(2), -11);
    // A blocking write of a lot goes on as the other end reads
    const much = k.flat.put(new Uint8Array(4_000_000));
    assert.equal(k.call(2, 'write', a, much, 4_000_000), undefined);
    const to = k.flat.allocate(4_000_000);
    let got = 0;
    for (let i = 0; i < 20 && got < 4_000_000; i++) got += k.call(1, 'read', c[0], to, 4_000_000)!;
    assert.equal(got, 4_000_000);
    assert.equal(k.finished.get(2), 4_000_000);
    // Closing the listener refuses who waits to connect
    k.call(1, 'connect', k.call(1, 'socket', 2, 1, 0)!, address, 16);
    k.call(5, 'connect', k.call(1, 'socket', 2, 1, 0)!, address, 16);
    assert.ok(k.isBlocked(5));
    k.call(1, 'close', l);
    assert.equal(k.finished.get(5), -111);
  });

  it('leaves nothing behind when everything is closed', () => {
    const k = new TestKernel();
    const before = JSON.stringify([Object.keys(k.state.files.inodes).length, Object.keys(k.state.files.files).length, Object.keys(k.state.files.objects).length, 0]);
    const address = k.flat.put(Uint8Array.of(2, 0, 0x50, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0));
    const l = k.call(1, 'socket', 2, 1, 0)!;
    k.call(1, 'bind', l, address, 16);
    k.call(1, 'listen', l, 5);
    const c = k.call(1, 'socket', 2, 1 | NONBLOCK, 0)!;
    k.call(1, 'connect', c, address, 16);
    const ep = k.call(1, 'epoll_create1', 0)!;
    k.call(1, 'epoll_ctl', ep, 1, c, zeros(k, 12));
    pipe(k);
    k.call(1, 'eventfd2', 0, 0);
    k.call(1, 'timerfd_create', 1, 0);
    const f = k.call(1, 'openat', -100, path(k, '/tmp/gone'), 0x42, 0o644)!;
    k.call(1, 'write', f, zeros(k, 100_000), 100_000);
    k.call(1, 'unlink', path(k, '/tmp/gone'));
    k.call(1, 'socketpair', 1, 1, 0, k.flat.allocate(8));
    k.call(1, 'close_range', 3, 1000, 0);
    const { files, net } = k.state;
    assert.equal(JSON.stringify([Object.keys(files.inodes).length, Object.keys(files.files).length, Object.keys(files.objects).length, Object.keys(net.sockets).length]), before);
    assert.equal(files.storedBytes, 0);
    assert.deepEqual(files.timerFds, []);
  });
});
