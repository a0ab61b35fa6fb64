import assert from 'node:assert/strict';
import { parseAssembly } from '../../src/language/assembly/parse';
import { completionsAt } from '../../src/language/features/completion';
import { diagnose } from '../../src/language/features/diagnostics';
import { hoverAt } from '../../src/language/features/hover';
import { signatureAt } from '../../src/language/features/signature';
import { encodeTokens, tokensOf } from '../../src/language/features/tokens';
import { Workspace } from '../../src/language/features/workspace';
import { scanGo } from '../../src/language/go/declarations';
import { argumentFrame } from '../../src/language/go/layout';
import { SYSCALL_NAMES } from '../../src/linux/syscalls/numbers';

const GO = 'file:///w/src/demo/demo.go';
const S = 'file:///w/src/demo/demo_amd64.s';
const go = `package demo

type fd int32

// Write writes.
func Write(f fd, p []byte, s string) (n int, ok bool)
func short(a uint8, b uint16) uint8
func withBody() { }
`;
const s = `#include "textflag.h"
#define BIG(r) MOVQ $1, r

// Write enters the kernel.
TEXT ·Write(SB), NOSPLIT, $16-56
	MOVL f+0(FP), DI
	MOVQ p_base+8(FP), SI
	MOVQ p_len+16(FP), DX
	BIG(AX)
	MOVL $1, AX
	SYSCALL
	CMPQ AX, $0xfffffffffffff001
	JLS ok
	MOVQ $-1, n+48(FP)
	CALL helper<>(SB)
	RET
ok:
	MOVQ AX, n+48(FP)
	RET

TEXT helper<>(SB), NOSPLIT, $0
	RET
`;

function workspace(text = s): Workspace {
  const made = new Workspace();
  made.setFile(GO, go);
  made.setFile(S, text);
  return made;
}
const at = (mark: string, offset = 0, text = s): [number, number] => {
  const index = text.indexOf(mark) + offset;
  const before = text.slice(0, index).split('\n');
  return [before.length - 1, before.at(-1)!.length];
};

describe('assembly language features', () => {
  it("knows ABI0's argument frame", () => {
    const frame = argumentFrame(scanGo(go).functions[0], scanGo(go))!;
    assert.deepEqual(frame.slots.map((slot) => [slot.name, slot.offset, slot.size]), [['f', 0, 4], ['p', 8, 24], ['s', 32, 16], ['n', 48, 8], ['ok', 56, 1]]);
    const small = argumentFrame(scanGo(go).functions[1], { types: new Map() })!;
    assert.deepEqual(small.slots.map((slot) => [slot.name, slot.offset]), [['a', 0], ['b', 2], ['ret', 8]]);
  });

  it('reports a wrong argument size, offset, name, mnemonic, label, and a missing RET, with places', () => {
    const wrong = s.replace('n+48(FP)\n\tCALL', 'n+40(FP)\n\tCALL').replace('JLS ok', 'JLS okay').replace('MOVQ p_len', 'MOVQQ p_len')
      .replace('\tBIG(AX)\n', '').replace('NOSPLIT, $0\n\tRET', 'NOSPLIT, $0\n\tXORL AX, AX');
    const w = workspace(wrong);
    const findings = diagnose(w.file(S)!, { ...w.contextOf(S), macros: new Set(['BIG']) });
    const codes = findings.map((finding) => finding.code).sort();
    assert.deepEqual(codes, ['argument-offset', 'argument-size', 'missing-ret', 'unknown-mnemonic'].sort());
    const mnemonic = findings.find((finding) => finding.code === 'unknown-mnemonic')!;
    assert.equal(wrong.split('\n')[mnemonic.line].slice(mnemonic.start, mnemonic.end), 'MOVQQ');
    assert.match(mnemonic.message, /did you mean MOVQ\?/);
    const label = diagnose(parseAssembly('TEXT ·f(SB), $0\n\tJMP nowhere\n\tRET\n'), { declaration: () => undefined, types: new Map(), macros: new Set() });
    assert.deepEqual(label.map((finding) => finding.code), ['no-label']);
  });

  it('hovers: instruction, syscall by AX, frame, register, symbol', () => {
    const w = workspace();
    const hover = (mark: string, offset = 0): string => hoverAt(w, S, ...at(mark, offset), SYSCALL_NAMES)?.markdown ?? '';
    assert.match(hover('JLS'), /lower or same, unsigned/);
    assert.match(hover('SYSCALL\n'), /Number 1: \*\*write\*\*/);
    assert.match(hover('$1, AX\n\tSYSCALL', 1), /write/);
    assert.match(hover('p_len'), /\*\*p_len\*\* \| `p_len\+16\(FP\)`/);
    assert.match(hover('DI\n'), /first syscall argument/);
    assert.match(hover('·Write', 2), /func Write\(f fd, p \[\]byte, s string\)/);
  });

  it('goes from TEXT to Go and back, and finds references', () => {
    const w = workspace();
    assert.deepEqual(w.implementationsOf(GO, 'Write').map((place) => [place.uri, place.line]), [[S, at('TEXT ·Write')[0]]]);
    assert.equal(w.declarationOf(S, '·Write')!.fn.line, 5);
    assert.equal(w.definitionsOf(S, 'helper', true).length, 1);
    assert.equal(w.referencesOf(S, 'helper', true).length, 2);
    assert.equal(w.declarationOf('file:///w/src/other/x.s', 'demo·Write')!.uri, GO);
  });

  it('completes mnemonics, labels, arguments', () => {
    const w = workspace();
    const labels = (mark: string, offset: number): string[] => completionsAt(w, S, ...at(mark, offset)).map((item) => item.label);
    assert.ok(labels('\tSYSCALL', 2).includes('SYSCALL'));
    assert.ok(labels('JLS ok', 4).includes('ok'));
    assert.ok(labels('MOVQ AX, n', 9).includes('p_base+8(FP)'));
  });

  it('completes data symbols and the names of go_asm.h', () => {
    const w = new Workspace();
    w.setFile(GO, 'package demo\n\nconst limit = 7\n\ntype pair struct {\n\tleft  int32 // the first\n\tright int64\n}\n');
    w.setFile('file:///w/src/demo/other_amd64.s', 'DATA ·shared+0(SB)/8, $1\nGLOBL ·shared(SB), 8, $8\nGLOBL hidden<>(SB), 8, $8\n');
    w.setFile(S, '#include "go_asm.h"\n\nDATA own<>+0(SB)/8, $1\nGLOBL own<>(SB), 8, $8\n\nTEXT ·f(SB), 4, $0\n\tMOVQ A\n\tRET\n');
    const items = new Map(completionsAt(w, S, 6, 7).map((item) => [item.label, item]));
    for (const label of ['·shared(SB)', 'own<>(SB)', 'pair__size', 'pair_right']) assert.ok(items.has(label), `${label}: ${[...items.keys()].join(' ')}`);
    assert.equal(items.has('hidden<>(SB)'), false, "another file's own");
    assert.match(`${items.get('pair_left')?.detail} ${items.get('pair_left')?.documentation}`, /pair\.left int32 the first/);
    assert.equal(items.get('const_limit')?.detail, '7');
  });
  it('helps with the operands of the instruction', () => {
    const w = new Workspace();
    const help = (line: string): string | undefined => {
      w.setFile(S, `TEXT ·f(SB), 4, $0\n${line}\n`);
      const found = signatureAt(w, S, 1, line.length);
      return found && `${found.label}: ${found.label.slice(...found.parameters[found.active])}`;
    };
    assert.equal(help('\tADDQ '), 'ADDQ src, dst: src');
    assert.equal(help('again: ADDQ 8(SP)(AX*4), B'), 'ADDQ src, dst: dst');
    assert.equal(help('\tADDQ'), undefined);
    assert.equal(help('\tRET '), undefined);
    assert.equal(help('TEXT ·g(SB), '), undefined);
  });
  it('gives semantic tokens in order, relative', () => {
    const tokens = tokensOf(parseAssembly(s));
    assert.ok(tokens.some((token) => token.type === 'macro') && tokens.some((token) => token.type === 'label') && tokens.some((token) => token.type === 'parameter'));
    const data = encodeTokens(tokens);
    assert.equal(data.length, tokens.length * 5);
    for (let i = 0; i < data.length; i += 5) assert.ok(data[i] >= 0 && data[i + 1] >= 0);
  });
});
