/** Go's own assembly files give the bytes that `go tool asm` gives; mistakes give clear messages. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { assemble } from '../../src/toolchain/asm/assemble';
import { standardHeaders } from '../../src/toolchain/asm/headers';
import type { LinkSymbol, TextSymbol } from '../../src/toolchain/link/symbols';
import { loadPackages } from '../../src/toolchain/packages';
import { Diagnostics, FileSet } from '../../src/toolchain/source';
import { checkProgram } from '../../src/toolchain/types/check';
import { goCommand, goEnvironment } from '../support/go';
import { goroot } from '../support/go-tests';
import { requireTool } from '../support/tools';
import { folderSources, removeScratch, runBuilt, scratchFolder } from './support';
import { build } from '../../src/toolchain/compile';
import { provider } from './support';

const src = path.join(goroot, 'src');

/** go_asm.h of one of Go's own packages, by our checker. */
function goAsm(pkg: string): string {
  const files = new FileSet(), diagnostics = new Diagnostics(files);
  const sources = { files: (p: string) => (p === 'main' ? [{ name: 'main.go', text: `package main\nimport _ "${pkg}"\nfunc main() {}\n` }] : fs.existsSync(path.join(src, p)) ? folderSources(path.join(src, p), `${p}/`) : undefined) };
  return standardHeaders(checkProgram(loadPackages(sources, { roots: ['main'], minor: 19, tags: [], isUser: () => false }, files, diagnostics), diagnostics).byPath.get(pkg))['go_asm.h'];
}

function include(folder: string, generated: string, h: string): string | undefined {
  if (h === 'go_asm.h') return generated;
  if (h === 'textflag.h' || h === 'funcdata.h') return standardHeaders(undefined)[h];
  for (const f of [path.join(folder, h), path.join(src, 'runtime', h)]) if (fs.existsSync(f)) return fs.readFileSync(f, 'utf8');
  return undefined;
}

interface Function { bytes: number[]; tls: boolean[] }

/** Code of every function in an object file; bytes that the linker will fill for TLS are marked. */
function objdump(file: string): Map<string, Function> {
  const out = new Map<string, Function>();
  let current: Function | undefined;
  for (const line of execFileSync(goCommand, ['tool', 'objdump', file], { env: goEnvironment(), encoding: 'utf8', maxBuffer: 1 << 28 }).split('\n')) {
    const head = /^TEXT (\S+)\(SB\)/.exec(line), row = /^\s+\S+:\d+\s+0x[0-9a-f]+\s+([0-9a-f]+)\s+(.*)$/.exec(line);
    if (head) out.set(head[1].replace(/<.*/, ''), current = { bytes: [], tls: [] });
    else if (row && current) {
      const bytes = [...Buffer.from(row[1], 'hex')], at = /\[(\d+):(\d+)\]R_TLS_LE/.exec(row[2]);
      bytes.forEach((b, i) => { current!.bytes.push(b); current!.tls.push(!!at && i >= Number(at[1]) && i < Number(at[2])); });
    }
  }
  return out;
}

function compare(pkg: string, name: string): { same: string[]; different: string[]; errors: string[] } {
  const folder = path.join(src, pkg), file = path.join(folder, name), generated = goAsm(pkg), errors: string[] = [];
  fs.writeFileSync(path.join(scratchFolder(), 'go_asm.h'), generated);
  const object = path.join(scratchFolder(), 'x.o');
  execFileSync(goCommand, ['tool', 'asm', '-p', pkg, '-compiling-runtime', '-I', scratchFolder(), '-I', path.join(src, 'runtime'), '-I', path.join(goroot, 'pkg', 'include'),
    '-D', 'GOOS_linux', '-D', 'GOARCH_amd64', '-D', 'GOAMD64_v1', '-o', object, file], { env: goEnvironment() });
  const real = objdump(object);
  const ours = assemble({ name, text: fs.readFileSync(file, 'utf8'), packagePath: pkg, stackguard0: 16, gInR14: true, include: (h) => include(folder, generated, h), error: (line, m) => errors.push(`${line}: ${m}`) });
  const same: string[] = [], different: string[] = [];
  for (const s of ours.values()) {
    if (s.kind !== 'text') continue;
    const short = s.name.replace(/<.*/, ''), theirs = real.get(short);
    if (!theirs) { different.push(`${short}: not in Go's object`); continue; }
    const filled = new Set(s.relocations.flatMap((r) => [0, 1, 2, 3].map((i) => r.offset + i)));
    const bad = theirs.bytes.findIndex((b, i) => (i < s.bytes.length ? b !== s.bytes[i] && !filled.has(i) && !theirs.tls[i] : b !== 0xcc && b !== 0));
    if (bad < 0 && theirs.bytes.length >= s.bytes.length) same.push(short); else different.push(short);
  }
  return { same, different, errors };
}

describe('toolchain: assembler', () => {
  after(removeScratch);

  describe('equal to go tool asm', () => {
    before(function () { requireTool(this, 'go'); });
    const cases: [string, string, number, RegExp?][] = [
      ['runtime', 'sys_linux_amd64.s', 45], ['runtime', 'rt0_linux_amd64.s', 2], ['runtime', 'preempt_amd64.s', 1], ['runtime', 'duff_amd64.s', 2], ['runtime', 'time_linux_amd64.s', 1],
      // call16 ... and debugCall32 ... adjust g._panic in their prologues (WRAPPER), which the embedded runtime's assembly does not need.
      ['runtime', 'asm_amd64.s', 80, /^(runtime\.call|debugCall)\d+$/],
      ['runtime/internal/atomic', 'atomic_amd64.s', 30], ['syscall', 'asm_linux_amd64.s', 3], ['runtime/internal/syscall', 'asm_linux_amd64.s', 1], ['math', 'floor_amd64.s', 3], ['math', 'log_amd64.s', 1], ['math', 'hypot_amd64.s', 1],
    ];
    for (const [pkg, name, atLeast, except] of cases) {
      it(`${pkg}/${name}`, function () {
        const r = compare(pkg, name);
        assert.deepEqual(r.errors, []);
        assert.deepEqual(r.different.filter((f) => !except?.test(f)), []);
        assert.ok(r.same.length >= atLeast, `${r.same.length} functions`);
      });
    }
  });

  function one(text: string): { symbols: Map<string, LinkSymbol>; errors: string[] } {
    const errors: string[] = [];
    const symbols = assemble({ name: 'x.s', text, packagePath: 'p', stackguard0: 16, gInR14: false, include: (h) => standardHeaders(undefined)[h], error: (line, m) => errors.push(`${line}: ${m}`) });
    return { symbols, errors };
  }

  it('stack deltas follow frames, PUSH and POP, and arithmetic on SP', () => {
    const { symbols, errors } = one('#include "textflag.h"\nTEXT ·f(SB), NOSPLIT, $16-8\n\tPUSHQ AX\n\tPOPQ AX\n\tSUBQ $32, SP\n\tADDQ $32, SP\n\tRET\n');
    assert.deepEqual(errors, []);
    const f = symbols.get('p.f') as TextSymbol;
    assert.deepEqual(f.deltas.map((d) => d.delta), [0, 24, 32, 24, 56, 24, 0]);
    assert.ok(f.deltas.every((d) => d.unsafe));
    assert.equal(f.argsSize, 8);
  });

  it('macros with and without arguments, conditions, several statements in a line', () => {
    const { symbols, errors } = one('#define N 3\n#define ADD2(r, n) ADDQ $n, r; ADDQ $(n+N), r\n#ifdef GOOS_linux\n#define OK 1\n#else\n#define OK 2\n#endif\nTEXT ·f(SB), 4, $0\n\tADD2(AX, 1)\n\tMOVL $OK, CX; RET\n');
    assert.deepEqual(errors, []);
    assert.equal(Buffer.from(symbols.get('p.f')!.bytes).toString('hex'), '4883c0014883c004b901000000c3');
  });

  const mistakes: [string, string][] = [
    ['TEXT ·f(SB), 4, $0\n\tFROB AX\n', '2: unrecognized instruction "FROB"'], ['TEXT ·f(SB), 4, $0\n\tMOVQ AX, $1\n', '2: invalid operands of MOVQ'], ['TEXT ·f(SB), 4, $0\n\tJMP nowhere\n', '2: undefined label nowhere'],
    ['TEXT ·f(SB), 4, $0\n\tPUSHQ AX\n\tRET\n', '3: unbalanced PUSH/POP'], ['#include "none.h"\n', '1: #include "none.h": no such header in the package'], ['\tRET\n', '1: RET outside a function'], ['TEXT ·f(SB), 4, $0\n\tMOVQ const_x(AX), BX\n', '2: const_x is not defined'],
  ];
  for (const [text, want] of mistakes) it(`message: ${want}`, () => assert.deepEqual(one(text).errors, [want]));

  it('Go and assembly call each other and see each other\'s variables', () => {
    const go = 'package main\nvar counter int\nfunc addTwo(a, b int) int\nfunc callBack(x int) int\nfunc back(x int) int { counter++; return x * 10 }\ntype s struct { a byte; b int }\nfunc field(p *s) int\nfunc main() {\n\tprintln(addTwo(2, 3), callBack(4), counter, field(&s{1, 77}))\n}\n';
    const asm = '#include "textflag.h"\n#include "go_asm.h"\nTEXT ·addTwo(SB), NOSPLIT, $0-24\n\tMOVQ a+0(FP), AX\n\tADDQ b+8(FP), AX\n\tMOVQ AX, ret+16(FP)\n\tRET\nTEXT ·callBack(SB), $16-16\n\tMOVQ x+0(FP), AX\n\tMOVQ AX, 0(SP)\n\tCALL ·back(SB)\n\tMOVQ 8(SP), AX\n\tADDQ ·counter(SB), AX\n\tINCQ ·counter(SB)\n\tMOVQ AX, ret+8(FP)\n\tRET\nTEXT ·field(SB), NOSPLIT, $0-16\n\tMOVQ p+0(FP), AX\n\tMOVQ s_b(AX), AX\n\tMOVQ AX, ret+8(FP)\n\tRET\n';
    const r = runBuilt(build({ sources: provider({ main: [{ name: 'main.go', text: go }, { name: 'x_amd64.s', text: asm }] }), edition: 'go1.19' }));
    assert.equal(r.stderr, '5 41 2 77\n');
  });
});
