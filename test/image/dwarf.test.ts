import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { loadElf } from '../../src/image/load-elf';
import type { FunctionInfo, GoType, Location } from '../../src/image/program-image';
import { requireTool } from '../support/tools';
import { hex, imageOf, npmPrograms, program, run, source as fixture } from './support';

/** What gdb says of types: size and, for structs, the members' names and offsets. */
function gdbTypes(path: string, names: string[]): Map<string, { size: number; fields: [string, number][] }> {
  const folder = mkdtempSync(join(tmpdir(), 'gosched-dwarf-'));
  try {
    writeFileSync(join(folder, 'names'), names.join('\n'));
    writeFileSync(join(folder, 'types.py'), `
import gdb, json
for name in open(${JSON.stringify(join(folder, 'names'))}).read().split("\\n"):
    try:
        t = gdb.lookup_type(name).strip_typedefs()
    except gdb.error:
        continue
    fields = [[f.name, f.bitpos // 8] for f in t.fields()] if t.code == gdb.TYPE_CODE_STRUCT else []
    print("@" + json.dumps([name, t.sizeof, fields]))
`);
    const found = new Map<string, { size: number; fields: [string, number][] }>();
    for (const line of run('gdb', ['-batch', '-nx', '-iex', 'set auto-load no', '-ex', `source ${join(folder, 'types.py')}`, path])) {
      if (!line.startsWith('@')) continue;
      const [name, size, fields] = JSON.parse(line.slice(1)) as [string, number, [string, number][]];
      found.set(name, { size, fields });
    }
    return found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Replies of gdb to one command each, in order. */
function gdb(path: string, commands: string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'gosched-dwarf-'));
  try {
    const file = join(folder, 'commands');
    writeFileSync(file, commands.map((command) => `${command}\necho \\n@@\\n\n`).join(''));
    const text = run('gdb', ['-batch', '-nx', '-iex', 'set auto-load no', '-iex', 'set width 0', '-iex', 'set language go', '-x', file, path]).join('\n');
    return text.split('@@\n').map((part) => part.trim());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const allWithDwarf = (): string[] => [program('optimised'), program('debug'), program('uncompressed'), ...npmPrograms.filter((entry) => entry.dwarf).map((entry) => entry.path)];

describe('image: DWARF', function () {
  before(function () { requireTool(this, 'go', 'gdb', 'gcc'); /* gcc brings binutils: readelf */ });

  it('gives sizes and members of types as gdb does', () => {
    for (const path of allWithDwarf()) {
      const image = imageOf(path);
      const names = [...image.types.names()].filter((name) => /^[\w/]+\.[\w.]+$/.test(name));
      let structs = 0;
      for (const [name, expected] of gdbTypes(path, names)) {
        const type = image.types.byName(name)!;
        assert.equal(type.size, expected.size, `${path} ${name}`);
        if (type.kind !== 'struct') continue;
        structs++;
        assert.deepEqual(type.fields?.map((field) => [field.name, field.offset]), expected.fields, `${path} ${name}`);
      }
      assert.ok(structs > 150, `${path}: ${structs}`);
    }
  });

  it('describes each kind of Go type', () => {
    for (const kind of ['optimised', 'debug', 'uncompressed'] as const) {
      const { types } = imageOf(program(kind));
      const square = types.byName('main.square')!;
      assert.deepEqual(square.fields?.map((field) => `${field.name}:${field.type.kind}:${field.type.name}:${field.offset}${field.embedded ? ':embedded' : ''}`), [
        'base:struct:main.base:0:embedded', 'side:float:float64:8', 'labels:map:map[string][]int:16', 'next:pointer:*main.square:24',
        'notify:chan:chan<- string:32', 'hook:func:func(int) error:40',
      ]);
      const field = (name: string): GoType => square.fields!.find((each) => each.name === name)!.type;
      assert.equal(field('next').elem, square, 'a cycle comes back to the same object');
      assert.equal(field('labels').key?.name, 'string');
      assert.equal(field('labels').elem?.name, '[]int');
      assert.equal(field('labels').elem?.elem?.name, 'int');
      assert.match(field('labels').representation?.elem?.name ?? '', /^hash</);
      assert.equal(field('notify').elem?.kind, 'string');
      assert.equal(types.byName('main.celsius')?.kind, 'float');
      assert.equal(types.byName('main.celsius')?.size, 4);
      assert.deepEqual(types.byName('string')?.representation?.fields?.map((each) => each.name), ['str', 'len']);
      assert.deepEqual(types.byName('error')?.representation?.fields?.map((each) => each.name), ['tab', 'data']);
      assert.equal(types.byName('[4]main.celsius')?.length, 4);
      assert.equal(types.byName('[4]main.celsius')?.elem?.name, 'main.celsius');
      assert.equal(types.byName('unsafe.Pointer')?.kind, 'unsafe.Pointer');
      assert.equal(types.byName('no.such'), undefined);
      assert.equal(types.byName('***main.square')?.elem?.elem, field('next'), 'pointers to every type');
      assert.equal(types.byName('*no.such'), undefined);
    }
  });

  it('finds the type behind a type descriptor', () => {
    for (const path of allWithDwarf()) {
      const image = imageOf(path);
      const anything = image.globals.byName('main.anything');
      if (!anything) continue; // one of npm's programs
      const segment = image.segments.find((each) => anything.address >= each.address && anything.address < each.address + each.bytes.length)!;
      const word = new DataView(segment.bytes.buffer, segment.bytes.byteOffset).getBigUint64(anything.address - segment.address, true);
      assert.equal(image.types.byDescriptor(Number(word))?.name, 'int', path);
      assert.equal(image.types.byDescriptor(Number(word) + 8), undefined);
    }
  });

  it('knows globals where the symbol table has them, and constants', () => {
    for (const path of allWithDwarf()) {
      const image = imageOf(path);
      let compared = 0;
      for (const global of image.globals.all()) {
        const symbol = image.symbols.byName(global.name);
        if (!symbol) continue;
        assert.equal(global.address, symbol.address, global.name);
        if (symbol.size > 0 && !/inittask$|gobytes/.test(global.name)) assert.equal(global.type.size, symbol.size, `${global.name} ${global.type.name}`);
        compared++;
      }
      assert.ok(compared > 300, `${path}: ${compared}`);
      const sched = image.globals.byName('runtime.sched')!;
      assert.equal(sched.type.name, 'runtime.schedt');
      assert.equal(image.globals.at(sched.address + 100)?.name, 'runtime.sched');
      assert.equal(image.constants.byName('runtime._Psyscall')?.value, 2n);
      assert.equal(image.constants.byName('runtime._Grunning')?.value, 2n);
      assert.equal(image.constants.byName('runtime._ArgsSizeUnknown')?.value, -0x80000000n);
    }
    assert.equal(imageOf(program('debug')).constants.byName('main.limit')?.value, 1n << 40n);
  });

  it("agrees with readelf's decoded line table: statements and their lines", () => {
    for (const path of [program('optimised'), program('debug')]) {
      const image = imageOf(path);
      const rows: { address: number; line: number; statement: boolean; end: boolean }[] = [];
      for (const line of run('readelf', ['--debug-dump=decodedline', path])) {
        const match = /^\S.* +(\d+|-) +(0x[0-9a-f]+)(?: +\d+)?( +x)?(?: +END)?\s*$/.exec(line);
        if (match) rows.push({ address: Number(match[2]), line: Number(match[1]), statement: match[3] !== undefined, end: match[1] === '-' || line.trimEnd().endsWith('END') });
      }
      assert.ok(rows.length > 20_000, `${rows.length}`);
      let compared = 0;
      rows.forEach((row, i) => {
        // Of rows at one address only the last covers code.
        if (row.end || (rows[i + 1] && rows[i + 1].address === row.address)) return;
        const fn = image.functions.at(row.address);
        const isGrowBlock = row.statement && fn && row.line === image.lines.at(fn.entry)?.line && row.address > fn.entry;
        if (!isGrowBlock) assert.equal(image.lines.isStatement(row.address), row.statement, hex(row.address));
        assert.equal(image.lines.at(row.address)?.line, row.line, hex(row.address));
        compared++;
      });
      assert.ok(compared > 15_000, `${compared}`);
    }
  });

  it('gives breakpoint addresses for lines', () => {
    for (const kind of ['optimised', 'debug', 'stripped'] as const) {
      const image = imageOf(program(kind));
      const source = readFileSync(fixture, 'utf8').split('\n');
      const lineOf = (text: string): number => source.findIndex((line) => line.includes(text)) + 1;
      const [call] = image.lines.addressesOf('variety.go', lineOf('total += int64'));
      assert.equal(image.functions.at(call)?.name, 'main.work');
      // The line of small's body: where it is inlined and, in the debug build, in the function itself.
      const places = image.lines.addressesOf('variety.go', lineOf('c := a*b + 1')).map((pc) => image.functions.inlinedAt(pc)[0]?.name ?? image.functions.at(pc)?.name);
      assert.deepEqual([...new Set(places)], ['main.small'], `${kind}: ${places.join()}`);
      assert.deepEqual(image.lines.addressesOf('variety.go', 1), []);
      const declaration = lineOf('func work(');
      assert.deepEqual(image.lines.addressesOf('variety.go', declaration), [image.functions.byName('main.work')!.entry], 'not in the block that grows the stack');
    }
  });

  it('has an address for each line that gopclntab knows', () => {
    for (const path of allWithDwarf()) {
      const image = imageOf(path);
      const withoutLines = loadElf(path, withoutSection(path, '_line'), { inflate: (data) => inflateSync(data) });
      let lines = 0;
      for (const file of image.lines.files) {
        const known = image.lines.linesOf(file);
        assert.deepEqual(known, withoutLines.lines.linesOf(file), `${path} ${file}`);
        for (const line of known) for (const address of image.lines.addressesOf(file, line)) assert.deepEqual(image.lines.at(address), { file, line });
        lines += known.length;
      }
      assert.ok(lines > 15_000, `${path}: ${lines}`);
    }
  });

  it('finds variables where gdb finds them', () => {
    for (const path of [program('optimised'), program('debug'), ...npmPrograms.filter((entry) => entry.dwarf).map((entry) => entry.path)]) compareScopes(path, 150);
  });

  it('shows arguments, results, locals, shadowed and escaped variables', () => {
    const image = imageOf(program('debug'));
    const source = readFileSync(fixture, 'utf8').split('\n');
    const at = (text: string): number => image.lines.addressesOf('variety.go', source.findIndex((line) => line.includes(text)) + 1)[0];
    const names = (pc: number): string[] => image.variablesAt(pc).map((each) => `${each.role} ${each.name} ${each.type.name}${each.shadowed ? ' shadowed' : ''}${each.escaped ? ' escaped' : ''}`).sort();
    assert.deepEqual(names(at('sum += n + middle')), [
      'argument n int shadowed', 'argument name string', 'argument s main.shape', 'local counts map[string]int', 'local i int', 'local list []int', 'local n int',
      'local x int', 'result err error', 'result sum int',
    ]);
    assert.ok(names(at('total += int64')).includes('local kept int escaped'));
    assert.ok(!names(at('if sum < 0')).some((name) => name.includes('kept')), 'not declared yet');
    const optimised = imageOf(program('optimised'));
    const [body] = optimised.functions.bodiesOf('main.small');
    assert.deepEqual(optimised.variablesAt(body.start, 0).map((each) => each.name).sort(), ['a', 'b']);
    const depth = optimised.functions.inlinedAt(body.start).length;
    assert.ok(optimised.variablesAt(body.start, depth).some((each) => each.name === 'name'), 'the host function');
    assert.deepEqual(optimised.variablesAt(body.start, depth + 1), []);
  });

  it('shows the arguments of inlined bodies, those without a place too', () => {
    for (const path of [program('optimised'), ...npmPrograms.filter((entry) => entry.dwarf).map((entry) => entry.path)]) {
      const image = imageOf(path);
      for (const [name, expected] of [['runtime.bucketMask', ['b']], ['runtime.add', ['p', 'x']], ['runtime.(*mspan).base', ['s']]] as const) {
        const bodies = image.functions.bodiesOf(name);
        assert.ok(bodies.length > 3, `${path} ${name}`);
        for (const { start } of bodies) {
          const depth = image.functions.inlinedAt(start).findIndex((call) => call.name === name);
          assert.deepEqual(image.variablesAt(start, depth).filter((each) => each.role === 'argument').map((each) => each.name), expected, `${path} ${name} ${hex(start)}`);
        }
      }
    }
  });

  it('reads the same offsets as the reference tables', function () {
    const wanted: [RegExp, string][] = [
      [/^go1\.13\.8 /, npmPrograms[0]?.path], [/^go1\.14\.2 /, npmPrograms[1]?.path], [/^go1\.19\.8 /, program('optimised')],
    ];
    // fixtures/offsets.txt: from other tools' reading of the same executables.
    const types: Record<string, string> = { G: 'runtime.g', gobuf: 'runtime.gobuf', M: 'runtime.m', P: 'runtime.p', sched: 'runtime.schedt' };
    const sections = readFileSync(join(__dirname, 'fixtures/offsets.txt'), 'utf8').split(/^== /m);
    let compared = 0;
    for (const [title, path] of wanted) {
      const section = sections.find((each) => title.test(each));
      assert.ok(section && path, String(title));
      for (const line of section.split('\n').slice(1)) {
        const [letter, ...entries] = line.split(' ');
        const type = types[letter] && imageOf(path).types.byName(types[letter]);
        if (!type) continue;
        for (const entry of entries) {
          const [name, value] = entry.split('=');
          const found: number | undefined = name === 'sizeof' ? type.size : type.fields!.find((field) => field.name === name)?.offset;
          assert.equal(found, Number(value), `${title} ${letter}.${name}`);
          compared++;
        }
      }
    }
    assert.ok(compared > 180, `${compared}`);
  });

  it('does without DWARF that is damaged, and says so', () => {
    const bytes = new Uint8Array(readFileSync(program('optimised')));
    const section = run('readelf', ['-SW', program('optimised')]).map((line) => /\] \.z?debug_info +\S+ +\S+ ([0-9a-f]+) ([0-9a-f]+)/.exec(line)).find((match) => match)!;
    bytes.fill(0x5a, parseInt(section[1], 16) + 100, parseInt(section[1], 16) + 2000);
    const image = loadElf('p', bytes);
    assert.equal(image.hasDwarf, false);
    assert.match(image.warnings.join('\n'), /^DWARF: \.z?debug_info cannot be inflated/);
    assert.equal(image.types.byName('runtime.g'), undefined);
    const main = image.functions.byName('main.main')!;
    assert.ok(image.lines.linesOf('variety.go').includes(main.startLine));
    assert.deepEqual(image.variablesAt(main.entry), []);
  });
});

/** The program with a section's name changed, so that it is not found. */
function withoutSection(path: string, name: string): Uint8Array {
  const bytes = new Uint8Array(readFileSync(path));
  const at = Buffer.from(bytes.buffer).indexOf(`debug${name}\0`);
  assert.ok(at > 0);
  bytes[at] = 0x58;
  return bytes;
}

/** Compares the location of each variable with gdb's `info scope`, at the start of each location range, in `count` functions. */
function compareScopes(path: string, count: number): void {
  const image = imageOf(path);
  const { all } = image.functions;
  const functions = all.filter((fn, i) => i % Math.ceil(all.length / count) === 0 || fn.name.startsWith('main.'));
  const replies = gdb(path, functions.map((fn) => `info scope *${hex(image.lines.afterPrologue(fn))}`));
  let compared = 0;
  functions.forEach((fn, i) => {
    for (const { pc, variables } of placesIn(replies[i], fn)) {
      const mine = image.variablesAt(pc, image.functions.inlinedAt(pc).length);
      for (const [variable, expected] of variables) {
        // Of one name there may be several, in nested blocks. Locals that are declared further down are not in scope for us.
        const found = mine.filter((each) => (each.escaped ? '&' : '') + each.name === variable).map((each) => describe_(each.location));
        if (found.length === 0) continue;
        assert.ok(found.includes(expected), `${fn.name} ${hex(pc)} ${variable}: ${found.join(' or ')} instead of ${expected}`);
        compared++;
      }
    }
  });
  assert.ok(compared > 150, `${path}: ${compared}`);
}

const registers = ['rax', 'rdx', 'rcx', 'rbx', 'rsi', 'rdi', 'rbp', 'rsp', 'r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15'];

function describe_(location: Location): string {
  switch (location.kind) {
    case 'register': return location.register < 16 ? registers[location.register] : `xmm${location.register - 17}`;
    case 'cfa': return `cfa${location.offset >= 0 ? '+' : ''}${location.offset}`;
    // gdb speaks of empty pieces in ways that are not compared.
    case 'pieces': return location.pieces.filter((piece) => piece.location.kind !== 'gone').map((piece) => `${describe_(piece.location)}/${piece.size}`).join(' ');
    default: return location.kind;
  }
}

/** Variables from gdb's answer to `info scope`, at the start of each location range. */
function placesIn(reply: string, { entry, end }: FunctionInfo): { pc: number; variables: Map<string, string> }[] {
  const scopes = new Map<number, Map<string, string>>();
  let name = '';
  let pc = -1;
  let rest = '';
  const flush = (): void => {
    const place = parsePlace(rest);
    if (pc >= entry && pc < end && place) {
      if (!scopes.has(pc)) scopes.set(pc, new Map());
      scopes.get(pc)!.set(name, place);
    }
    pc = -1;
    rest = '';
  };
  for (const line of reply.split('\n')) {
    const symbol = /^Symbol (\S+) is (.*)$/.exec(line);
    const range = /Range (0x[0-9a-f]+)-(?!\1:)0x[0-9a-f]+: (.*)$/.exec(line);
    const isEmptyRange = !range && /Range 0x/.test(line);
    if (symbol) {
      flush();
      name = symbol[1];
      if (/a variable at frame base reg|a variable in|DWARF expression/.test(symbol[2]) && !symbol[2].includes('multi-location')) {
        pc = entry;
        rest = symbol[2];
      }
    } else if (range ?? isEmptyRange) {
      flush();
      if (!range) continue;
      pc = Number(range[1]);
      rest = range[2];
    } else if (pc >= 0) {
      rest += ` ${line.trim()}`;
    }
  }
  flush();
  return [...scopes].map(([at, variables]) => ({ pc: at, variables }));
}

/** gdb's words for a place -> the notation of describe_; undefined for words we do not know. */
function parsePlace(words: string): string | undefined {
  const pieces = words.split(/\[(\d+)-byte piece\]/);
  const one = (text: string): string | undefined => {
    const register = /a variable in \$(\w+)/.exec(text);
    if (register) return register[1];
    const offset = /DW_OP_fbreg (-?\d+)/.exec(text) ?? /DW_OP_call_frame_cfa .*DW_OP_consts (-?\d+)/.exec(text);
    if (offset) return `cfa${Number(offset[1]) >= 0 ? '+' : ''}${offset[1]}`;
    if (/DW_OP_call_frame_cfa/.test(text)) return 'cfa+0';
    return undefined;
  };
  if (pieces.length < 3) return one(words);
  const parts: string[] = [];
  for (let i = 0; i + 1 < pieces.length; i += 2) parts.push(`${one(pieces[i])}/${pieces[i + 1]}`);
  return parts.some((part) => part.startsWith('undefined')) ? undefined : parts.join(' ');
}
