import assert from 'node:assert/strict';
import { assemblyExpressionAt, codeOf, goExpressionAt, registerName } from '../../src/extension/expressions';

const under = (line: string, mark: string, offset = 0): string | undefined => {
  const found = goExpressionAt(line, line.indexOf(mark) + offset);
  return found && line.slice(found.start, found.end);
};

describe('expression under the mouse', () => {
  it('takes a whole selector up to the word', () => {
    const line = 'if gp.m.p.ptr().status != _Prunning {';
    assert.equal(under(line, 'gp'), 'gp');
    assert.equal(under(line, 'm.p'), 'gp.m');
    assert.equal(under(line, 'p.ptr'), 'gp.m.p.ptr()');
    assert.equal(under(line, 'status'), 'gp.m.p.ptr().status');
    assert.equal(under(line, '_Prunning'), '_Prunning');
  });
  it('goes over indexes and nested brackets', () => {
    assert.equal(under('x := allp[f(i)].runq[3].goid', 'goid'), 'allp[f(i)].runq[3].goid');
  });
  it('takes parentheses along, calls of ptr() whole, and leaves type assertions', () => {
    assert.equal(under('y := (*gp).m', 'm'), '(*gp).m');
    assert.equal(under('return (*gp).m.id', 'id'), '(*gp).m.id');
    assert.equal(under('x := gp.m.p.ptr().status', 'ptr', 1), 'gp.m.p.ptr()');
    assert.equal(under('x.(*T).f', 'f'), undefined);
  });
  it('finds nothing in keywords, strings and comments', () => {
    assert.equal(under('for i := range xs {', 'range'), undefined);
    assert.equal(under('s := "gp.m"', 'gp'), undefined);
    assert.equal(under('x++ // gp.m', 'gp'), undefined);
    assert.equal(under('x := /* gp */ y', 'gp'), undefined);
    assert.equal(under('n := 0x1f', 'x1'), undefined);
    assert.equal(under(`s := m["a\\"].b"].c`, 'c'), `m["a\\"].b"].c`);
  });
  it('leaves nothing of strings and comments, lines and columns as they are', () => {
    const text = 'a /* b\r\nc */ d `e "\nf` g // h\n\'"\' i "j\\"k" l "m\nn';
    const code = codeOf(text);
    assert.deepEqual(code.split(/\r?\n/).map((line) => line.length), text.split(/\r?\n/).map((line) => line.length));
    assert.equal(code.replace(/\s+/g, ''), 'adgiln');
  });
  it('knows registers, arguments and symbols of assembly', () => {
    const at = (line: string, mark: string): string | undefined => assemblyExpressionAt(line, line.indexOf(mark))?.expression;
    assert.equal(at('	MOVQ a1+8(FP), DI', 'DI'), '$rdi');
    assert.equal(at('	MOVQ a1+8(FP), DI', 'a1'), '*(*uintptr)($cfa+8)');
    assert.equal(at('	MOVL fd+0(FP), DI', 'fd'), '*(*uint32)($cfa+0)');
    assert.equal(at('	MOVBLZX ok+4(FP), DI', 'ok'), '*(*uint8)($cfa+4)');
    assert.equal(at('	LEAQ buf+16(FP), SI', 'buf'), '$cfa+16');
    assert.equal(at('	MOVB AL, ret+8(FP)', 'AL'), 'uint8($rax)');
    assert.equal(assemblyExpressionAt('	MOVQ ·table(SB), AX', 7, 'demo')?.expression, 'demo.table');
    assert.equal(at('	MOVQ R10, X3', 'R10'), '$r10');
    assert.equal(at('	MOVQ R10, X3', 'X3'), '$xmm3');
    assert.equal(at('	MOVQ AX, 8(SP)', 'SP'), '$rsp');
    assert.equal(at('	MOVQ AX, ts-16(SP)', 'SP'), undefined);
    assert.equal(at('	MOVQ AX, BX /* CX', 'CX'), undefined);
    assert.equal(at('ax:	JMP ax', 'ax'), undefined);
    assert.equal(at('	CALL runtime·entersyscall(SB) // AX', 'runtime'), 'runtime.entersyscall');
    assert.equal(at('	RET // AX', 'AX'), undefined);
    assert.equal(registerName('R16'), undefined);
  });
});
