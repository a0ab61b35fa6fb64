/** Host files under the overlay: what may be seen, what is recorded, what a checkpoint brings back. */
import assert from 'node:assert';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeFiles } from '../../../src/adapter/host/node-files';
import { copyPlain } from '../../../src/linux/plain';
import { TestKernel } from './test-kernel';

const O = { RDONLY: 0, WRONLY: 1, RDWR: 2, CREAT: 0x40, EXCL: 0x80, TRUNC: 0x200, APPEND: 0x400, DIRECTORY: 0x10000 };
const CWD = -100;

/** Calls with paths and strings as plain arguments. */
class Guest extends TestKernel {
  private text(value: string): number { return this.flat.put(new Uint8Array([...new TextEncoder().encode(value), 0])); }
  do(name: string, ...args: (number | string)[]): number {
    const result = this.call(1, name, ...args.map((argument) => (typeof argument === 'string' ? this.text(argument) : argument)));
    assert.notEqual(result, undefined, `${name} waits`);
    return result!;
  }
  open(path: string, flags = O.RDONLY): number { return this.do('openat', CWD, path, flags, 0o644); }
  read(path: string): string | number {
    const fd = this.open(path);
    if (fd < 0) return fd;
    const to = this.flat.allocate(100000);
    let text = '';
    for (;;) {
      const count = this.do('read', fd, to, 100000);
      if (count <= 0) { this.do('close', fd); return count < 0 ? count : text; }
      text += new TextDecoder().decode(this.flat.userRead(to, count));
    }
  }
  write(path: string, text: string, flags = O.WRONLY | O.CREAT | O.TRUNC): number {
    const fd = this.open(path, flags);
    if (fd < 0) return fd;
    const count = this.do('write', fd, text, text.length);
    this.do('close', fd);
    return count;
  }
  list(path: string): string[] | number {
    const fd = this.open(path, O.RDONLY | O.DIRECTORY);
    if (fd < 0) return fd;
    const to = this.flat.allocate(65536), names: string[] = [];
    for (let count = this.do('getdents64', fd, to, 65536); count > 0; count = this.do('getdents64', fd, to, 65536)) {
      const bytes = this.flat.userRead(to, count), view = new DataView(bytes.buffer);
      for (let at = 0; at < count; at += view.getUint16(at + 16, true)) names.push(new TextDecoder().decode(bytes.subarray(at + 19, bytes.indexOf(0, at + 19))));
    }
    this.do('close', fd);
    return names.filter((name) => name !== '.' && name !== '..');
  }
}

describe('files of the host under the overlay', () => {
  let folder: string;
  const guest = (options = {}): Guest => new Guest(new NodeFiles(), { argv: [join(folder, 'bin', 'prog')], cwd: join(folder, 'work'), ...options });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gosched-overlay-'));
    for (const name of ['bin', 'work', 'work/sub', 'secret', 'elsewhere', 'elsewhere/deep']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'bin/prog'), 'ELF');
    writeFileSync(join(folder, 'work/a.txt'), 'from the host');
    writeFileSync(join(folder, 'work/sub/b.txt'), 'b');
    writeFileSync(join(folder, 'secret/key'), 'secret');
    writeFileSync(join(folder, 'elsewhere/deep/c.txt'), 'c');
    symlinkSync(join(folder, 'elsewhere/deep'), join(folder, 'work/link'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('reads the working folder and the program\'s folder, and nothing else', () => {
    const g = guest();
    assert.equal(g.read('a.txt'), 'from the host');
    assert.deepEqual(g.list('.'), ['a.txt', 'link', 'sub']);
    assert.equal(g.read(join(folder, 'bin/prog')), 'ELF');
    assert.equal(g.read(join(folder, 'secret/key')), -13);
    assert.equal(g.read('../secret/key'), -13);
    assert.equal(g.read(join(folder, 'no-such')), -2);
    assert.match(g.notices.join('\n'), /secret: outside the folders/);
    assert.deepEqual(g.list(folder), ['bin', 'work']);
    assert.equal(g.read('/etc/shadow'), -2);
    assert.match(g.read('/etc/hosts') as string, /localhost/);
    assert.equal(g.do('openat', CWD, '/usr', O.RDONLY, 0), -13);
  });

  it('a folder in "readable" and the target of a host link can be read', () => {
    assert.equal(guest({ readable: [join(folder, 'secret')] }).read(join(folder, 'secret/key')), 'secret');
    assert.equal(guest({ readable: [join(folder, 'work/link')], cwd: join(folder, 'bin') }).read('../work/link/c.txt'), 'c');
    assert.equal(guest({ readable: [join(folder, 'secret/key')] }).read(join(folder, 'secret/key')), 'secret');
    // Also when a folder above an open one is opened after it.
    const above = guest({ readable: [join(folder, 'elsewhere/deep'), folder] });
    assert.deepEqual(above.list(join(folder, 'elsewhere')), ['deep']);
    assert.deepEqual(above.list('..'), ['bin', 'elsewhere', 'secret', 'work']);
    const g = guest();
    assert.equal(g.read('link/c.txt'), 'c');
    // A link that the guest makes opens nothing.
    g.do('symlinkat', join(folder, 'secret'), CWD, 'mine');
    assert.equal(g.read('mine/key'), -13);
  });

  it('says what is wrong with the working folder and with "readable"', () => {
    assert.throws(() => guest({ cwd: join(folder, 'nowhere') }), /cwd: .*nowhere does not exist/);
    assert.throws(() => guest({ cwd: join(folder, 'no/where') }), /cwd: cannot enter .*no\/where: ENOENT/);
    assert.throws(() => guest({ cwd: join(folder, 'work/a.txt') }), /a.txt is no folder/);
    assert.match(guest({ readable: ['/no/such'] }).notices.join(), /readable: \/no\/such does not exist/);
  });

  it('writes stay in the overlay', () => {
    const g = guest();
    assert.equal(g.write('a.txt', '!', O.WRONLY | O.APPEND), 1);
    assert.equal(g.write('new.txt', 'new'), 3);
    assert.equal(g.do('mkdir', 'made', 0o755), 0);
    assert.equal(g.write('made/x', 'x'), 1);
    assert.equal(g.do('unlink', 'sub/b.txt'), 0);
    assert.equal(g.do('rename', 'sub', 'renamed'), 0);
    assert.equal(g.read('a.txt'), 'from the host!');
    assert.equal(g.read('renamed/b.txt'), -2);
    assert.deepEqual(g.list('.'), ['a.txt', 'link', 'made', 'new.txt', 'renamed']);
    assert.deepEqual(g.list('renamed'), []);
    assert.equal(g.do('rmdir', 'renamed'), 0);
    assert.equal(g.do('mkdir', 'sub', 0o755), 0);
    assert.deepEqual(g.list('sub'), [], 'a new folder under an old name does not show what the host has there');
    assert.equal(readFileSync(join(folder, 'work/a.txt'), 'utf8'), 'from the host');
    assert.ok(!existsSync(join(folder, 'work/new.txt')) && existsSync(join(folder, 'work/sub/b.txt')));
  });

  it('a renamed host folder keeps its files', () => {
    const g = guest();
    assert.equal(g.do('rename', 'sub', 'moved'), 0);
    assert.equal(g.read('moved/b.txt'), 'b');
    assert.equal(g.read('sub/b.txt'), -2);
  });

  it('what was read once stays, also after going back', () => {
    const g = guest();
    const before = g.copyState();
    assert.equal(g.read('a.txt'), 'from the host');
    writeFileSync(join(folder, 'work/a.txt'), 'changed on the host');
    rmSync(join(folder, 'work/sub'), { recursive: true });
    g.state = copyPlain(before);
    assert.equal(g.read('a.txt'), 'from the host');
  });

  it('a copy of the state is not changed by later writes', () => {
    const g = guest();
    g.write('/tmp/f', 'x'.repeat(40000));
    const fd = g.open('/tmp/f', O.RDWR), pipe = g.flat.allocate(8);
    g.do('pipe2', pipe, 0x800);
    const ends = new DataView(g.flat.userRead(pipe, 8).buffer);
    g.do('write', ends.getInt32(4, true), 'abc', 3);
    const copy = g.copyState(), kept = JSON.stringify(copy, show);
    g.do('pwrite64', fd, 'YYYY', 4, 20000);
    g.do('ftruncate', fd, 30000);
    g.do('write', ends.getInt32(4, true), 'def', 3);
    g.do('read', ends.getInt32(0, true), g.flat.allocate(10), 2);
    g.write('a.txt', 'other');
    assert.equal(JSON.stringify(copy, show), kept);
    g.state = copy;
    assert.equal(g.read('/tmp/f'), 'x'.repeat(40000));
    assert.equal(g.do('read', ends.getInt32(0, true), g.flat.allocate(10), 10), 3);
  });

  it('two runs of the same calls have the same state', () => {
    const one = guest(), two = guest();
    for (const g of [one, two]) { g.list('.'); g.write('q', 'q'); g.read('sub/b.txt'); g.do('pipe2', g.flat.allocate(8), 0); }
    assert.equal(JSON.stringify(one.state, show), JSON.stringify(two.state, show));
  });

  it('with writes: host, changes reach the host once', () => {
    chmodSync(join(folder, 'work'), 0o755);
    const g = guest({ writes: 'host' });
    const start = g.copyState();
    g.write('out.txt', 'written');
    g.do('mkdir', 'made', 0o755);
    g.do('rename', 'sub', 'moved');
    g.do('unlink', 'a.txt');
    assert.equal(readFileSync(join(folder, 'work/out.txt'), 'utf8'), 'written');
    assert.ok(existsSync(join(folder, 'work/made')));
    assert.equal(readFileSync(join(folder, 'work/moved/b.txt'), 'utf8'), 'b');
    assert.ok(!existsSync(join(folder, 'work/a.txt')) && !existsSync(join(folder, 'work/sub')));
    // Somebody changes the file afterwards; running the past again does not write it a second time.
    writeFileSync(join(folder, 'work/out.txt'), 'edited');
    g.state = copyPlain(start);
    g.write('out.txt', 'written');
    assert.equal(readFileSync(join(folder, 'work/out.txt'), 'utf8'), 'edited');
    g.write('other.txt', 'a new future');
    assert.equal(readFileSync(join(folder, 'work/other.txt'), 'utf8'), 'a new future');
  });

  it('/proc and /sys say what the launch says', () => {
    const g = guest({ cpus: 3, env: ['A=1'] });
    assert.equal(g.read('/proc/self/cmdline'), join(folder, 'bin/prog') + '\0');
    assert.equal(g.read('/sys/kernel/mm/transparent_hugepage/hpage_pmd_size'), '2097152\n');
    assert.equal(g.read('/sys/devices/system/cpu/online'), '0-2\n');
    assert.equal((g.read('/proc/cpuinfo') as string).match(/^processor/gm)?.length, 3);
    assert.equal(g.read('/proc/sys/net/core/somaxconn'), '4096\n');
    assert.match(g.read('/proc/self/status') as string, /^Uid:\t1000\t1000\t1000\t1000$/m);
    const to = g.flat.allocate(200), length = g.do('readlink', '/proc/self/exe', to, 200);
    assert.equal(new TextDecoder().decode(g.flat.userRead(to, length)), join(folder, 'bin/prog'));
    assert.deepEqual(g.list('/proc/self/fd'), ['0', '1', '2', '3']);
    assert.equal(g.do('openat', CWD, '/proc/self/maps', O.WRONLY, 0), -13);
    assert.equal(g.do('mkdir', '/proc/x', 0o755), -13);
  });
});

function show(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value instanceof Uint8Array ? [...value].join() : value;
}
