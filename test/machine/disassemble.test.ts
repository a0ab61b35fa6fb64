import assert from 'node:assert/strict';
import { disassemble } from '../../src/machine/decode/disassemble';
import { CODE, code, machineWith } from './programs';

const LISTING: [bytes: string, intel: string, go: string][] = [
  ['48 8b 44 24 10', 'mov rax, [rsp+0x10]', 'MOVQ 0x10(SP), AX'],
  ['48 3b 61 10', 'cmp rsp, [rcx+0x10]', 'CMPQ SP, 0x10(CX)'],
  ['0f b6 54 08 01', 'movzx edx, byte ptr [rax+rcx+0x1]', 'MOVBLZX 0x1(AX)(CX*1), DX'],
  ['64 48 8b 0c 25 f8 ff ff ff', 'mov rcx, fs:[0xfffffffffffffff8]', 'MOVQ FS:-0x8, CX'],
  ['f0 0f b1 0a', 'lock cmpxchg [rdx], ecx', 'LOCK CMPXCHGL CX, 0(DX)'],
  ['f3 48 a5', 'rep movsq [rdi], [rsi]', 'REP MOVSQ'],
  ['f2 0f 10 05 04 00 00 00', 'movsd xmm0, [rip+0x4]', 'MOVSD 0x40002a(SB), X0'],
  ['0f 05', 'syscall', 'SYSCALL'],
  ['c3', 'ret', 'RET'],
];

describe('machine: disassembly', () => {
  it('speaks Intel and Go', () => {
    const machine = machineWith(code(LISTING.map(([bytes]) => bytes).join(' ')));
    const go = machine.disassemble(CODE, LISTING.length, 'go');
    assert.deepEqual(go.map(({ text }) => text), LISTING.map(([, , text]) => text));
    const intel = machine.disassemble(CODE, LISTING.length, 'intel').map(({ text }) => text);
    const expected = LISTING.map(([, text]) => text);
    // iced shows the address that a RIP-relative operand means.
    expected[6] = 'movsd xmm0, [0x40002a]';
    assert.deepEqual(intel, expected);
  });

  it('shows any bytes: a view scrolls over data, too', () => {
    const opcodes = [...Array(256).keys()].flatMap((byte) => [[byte], [0x0f, byte], [0x66, 0x0f, byte], [0x67, byte], [0x67, 0x0f, byte], [0xf3, 0x0f, byte], [0xc5, byte], [0x62, byte]]);
    for (const opcode of opcodes) {
      for (const rest of [0x00, 0x45, 0xc1, 0xff]) {
        const bytes = Uint8Array.from([...opcode, ...Array<number>(15 - opcode.length).fill(rest)]);
        for (const syntax of ['go', 'intel'] as const) {
          const [line] = disassemble(bytes, CODE, 1, syntax);
          assert.ok(line.bytes.length > 0 && /^[(\w]/.test(line.text) && !/undefined|NaN/.test(line.text), `${[...bytes].join()}: ${line.text}`);
        }
      }
    }
    assert.equal(disassemble(Uint8Array.from([0x67, 0xf3, 0xaa]), CODE, 1, 'go')[0].text, 'REP STOSB');
    assert.equal(disassemble(Uint8Array.from([0x66, 0x0f, 0xf7, 0xc1]), CODE, 1, 'go')[0].text, 'MASKMOVDQU X1, X0');
  });

  it('gives targets and control flow, and never throws', () => {
    const machine = machineWith(code('e8 fb 0f 00 00 74 fe ff d0 c3 0f 05 cc 06'));
    const [call, jump] = machine.disassemble(CODE, 2, 'go');
    assert.deepEqual([call.target, call.text, jump.target, jump.text], [CODE + 0x1000, 'CALL 0x401000', CODE + 5, 'JE 0x400005']);
    assert.deepEqual(machine.instructionAt(CODE), { length: 5, flow: 'call', mnemonic: 'call', target: CODE + 0x1000 });
    assert.deepEqual([5, 7, 9, 10, 12, 13].map((at) => machine.instructionAt(CODE + at).flow), ['branch', 'call', 'return', 'syscall', 'trap', 'trap']);
    assert.equal(machine.disassemble(CODE + 13, 1, 'intel')[0].text, '(bad)');
    assert.deepEqual(machine.disassemble(0x123456, 3, 'go'), []);
    assert.equal(machine.disassemble(CODE + 0x1fff, 5, 'go').length, 1);
  });
});
