/** Definitions, highlights, renaming, workspace symbols, headers and go_asm.h; files of several systems side by side. */
import assert from 'node:assert/strict';
import { definitionAt, highlightsAt, referencesAt, renameAt, symbolsMatching } from '../../src/language/features/navigation';
import { hoverAt } from '../../src/language/features/hover';
import { diagnose } from '../../src/language/features/diagnostics';
import { type Place, Workspace } from '../../src/language/features/workspace';
import { isAmd64, targetsOf, together } from '../../src/language/go/targets';
import { SYSCALL_NAMES } from '../../src/linux/syscalls/numbers';

const S = 'file:///w/src/demo/asm_linux_amd64.s';
const H = 'file:///w/src/demo/macros.h';
const GO = 'file:///w/src/demo/demo.go';
const files: Record<string, string> = {
  [S]: `#include "go_asm.h"
#include "macros.h"
#define LOCAL(r) XORL r, r

TEXT ·Add(SB), NOSPLIT, $16-24
	MOVQ a+0(FP), AX
	MOVQ AX, x-8(SP)
	MOVQ (g_sched+gobuf_pc)(BX), CX
	CLEAR(DX)
	LOCAL(DX)
again:
	DECQ CX
	JNE again
	MOVQ $g__size, DX
	MOVQ AX, ret+16(FP)
	RET

TEXT helper<>(SB), NOSPLIT, $0
	CALL helper<>(SB)
	RET

GLOBL ·table(SB), 8, $64
`,
  [H]: '#define CLEAR(r) XORL r, r\n',
  [GO]: `package demo

const slots = 2

type gobuf struct {
	sp uintptr
	pc uintptr // where to go on
}

type g struct {
	stack [slots]uintptr
	// sched is where the goroutine is.
	sched gobuf
	id    int64
}

func Add(a, b int) int
`,
  'file:///w/src/demo/asm_darwin_amd64.s': 'TEXT ·Add(SB), 4, $0-24\n\tMOVQ a+0(FP), AX\n\tRET\nTEXT ·Only(SB), 4, $0-4\n\tMOVL x+0(FP), AX\n\tRET\n',
  'file:///w/src/demo/asm_arm64.s': 'TEXT ·Add(SB), 4, $0-24\n\tMOVD a+0(FP), R0\n\tCBZ R0, out\nout:\n\tRET\n',
  'file:///w/src/demo/demo_darwin.go': 'package demo\n\nfunc Only(x int32)\n',
  'file:///w/src/demo/demo_linux.go': 'package demo\n\nfunc Only(x int64)\n',
};

describe('navigation in assembly', () => {
  const workspace = new Workspace();
  before(() => { for (const [uri, text] of Object.entries(files)) workspace.setFile(uri, text); });
  const at = (mark: string, offset = 1, uri = S): [string, number, number] => {
    const before = files[uri].slice(0, files[uri].indexOf(mark) + offset).split('\n');
    return [uri, before.length - 1, before.at(-1)!.length];
  };
  const text = ({ uri, line, start, end }: Place): string => files[uri].split('\n')[line].slice(start, end);
  const hover = (mark: string, offset = 1): string => hoverAt(workspace, ...at(mark, offset), SYSCALL_NAMES)?.markdown ?? '';

  it('go_asm.h: offsets and sizes with their meaning; definition in Go', () => {
    assert.match(hover('g_sched'), /g\.sched gobuf[^]*At offset \*\*16\*\*[^]*sched is where the goroutine is/);
    assert.match(hover('gobuf_pc'), /offset \*\*8\*\*[^]*where to go on/);
    assert.match(hover('g__size'), /Size: \*\*40\*\* bytes/);
    const [field] = definitionAt(workspace, ...at('g_sched'));
    assert.deepEqual([field.uri, text(field)], [GO, 'sched']);
  });
  it('headers and macros', () => {
    assert.equal(definitionAt(workspace, ...at('macros.h'))[0].uri, H);
    assert.deepEqual(definitionAt(workspace, ...at('CLEAR(DX)')).map((place) => [place.uri, text(place)]), [[H, 'CLEAR']]);
    assert.match(hover('CLEAR(DX)'), /#define CLEAR\(r\) XORL r, r[^]*from macros\.h/);
    assert.equal(definitionAt(workspace, ...at('LOCAL(DX)'))[0].line, 2);
  });
  it('the stack as SP and FP see it', () => {
    assert.match(hover('x-8(SP)'), /Pseudo SP[^]*`a\+0\(FP\)`[^]*return address[^]*saved BP[^]*locals/);
    assert.match(hover('(SP)'), /Pseudo SP/);
    assert.match(hover('(FP)'), /Argument pointer[^]*\*\*a\*\*/);
  });
  it('highlights and renames labels, macros, static symbols; not what Go declares', () => {
    assert.deepEqual(highlightsAt(workspace, ...at('again')).map(text), ['again', 'again']);
    assert.ok(highlightsAt(workspace, ...at('BX)')).map(text).every((word) => word === 'BX'));
    assert.deepEqual(renameAt(workspace, ...at('JNE again', 5))!.places.map(text), ['again', 'again']);
    assert.deepEqual(renameAt(workspace, ...at('LOCAL'))!.places.map(text), ['LOCAL', 'LOCAL']);
    assert.deepEqual(renameAt(workspace, ...at('helper'))!.places.map(text), ['helper', 'helper']);
    assert.equal(renameAt(workspace, ...at('·Add')), undefined);
    assert.equal(renameAt(workspace, ...at('a+0(FP)')), undefined);
  });
  it('references with and without the declaration', () => {
    assert.equal(referencesAt(workspace, ...at('helper')).length, 2);
    assert.equal(referencesAt(workspace, ...at('helper'), false).length, 1);
    assert.equal(referencesAt(workspace, ...at('again'), false).length, 1);
  });
  it('symbols of the workspace', () => {
    assert.deepEqual(symbolsMatching(workspace, 'hlp').map(({ name }) => name), ['helper']);
    assert.deepEqual(symbolsMatching(workspace, 'table').map(({ data }) => data), [true]);
    assert.doesNotThrow(() => symbolsMatching(workspace, '(*['));
  });
  it('other systems and architectures of the folder do not confuse', () => {
    assert.deepEqual(definitionAt(workspace, ...at('Add(a', 1, GO)).map(({ uri }) => uri.slice(uri.lastIndexOf('/') + 1)), ['asm_linux_amd64.s', 'asm_darwin_amd64.s', 'asm_arm64.s']);
    assert.ok(referencesAt(workspace, ...at('·Add')).every(({ uri }) => uri === S || uri === GO));
    assert.equal(workspace.isAmd64('file:///w/src/demo/asm_arm64.s'), false);
    const darwin = 'file:///w/src/demo/asm_darwin_amd64.s';
    assert.deepEqual(diagnose(workspace.file(darwin)!, workspace.contextOf(darwin)), []);
  });
  it('targets: file names, build lines, tags that may hold', () => {
    const amd64 = targetsOf('a_linux_amd64.s', '');
    assert.ok(!together(amd64, targetsOf('a_windows.go', '')) && together(amd64, targetsOf('a_unknown.go', '')));
    assert.ok(isAmd64(targetsOf('a.s', '// Copyright\n\n//go:build (amd64 || arm64) && !purego\n\nTEXT')) && !isAmd64(targetsOf('a.s', '//go:build !amd64\n')));
    assert.ok(together(amd64, targetsOf('a_unix.go', '//go:build unix\n')) && !together(amd64, targetsOf('a.go', '//go:build windows || (darwin && cgo)\n')));
    assert.ok(isAmd64(targetsOf('a.s', '//go:build ((\n')));
  });
});
