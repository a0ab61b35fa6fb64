/** Disassembly and memory as views ask for them: page after page, before the first instruction, beyond the last one, across holes. */
import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { buildGo, debugFlags } from '../support/go';
import { requireTool } from '../support/tools';
import { Recorder } from './transcript';

type Line = DebugProtocol.DisassembledInstruction;
type Read = { address: string; data: string; unreadableBytes?: number };

const PAGE = 50;
/** The first instruction of a Go program. */
const TEXT = '0x401000';
/** Where the stack of the first thread ends: nothing is mapped from there on. */
const STACK_END = 0x7ffffffff000;

describe('disassembly and memory, far from the program counter', function () {
  let recorder: Recorder;
  let pc: string;
  const nothing = (): Promise<void> => Promise.resolve();

  before(async function () {
    requireTool(this, 'go');
    recorder = new Recorder();
    await recorder.start();
    await recorder.launch({ program: buildGo(['cond.go'], debugFlags), stopOnEntry: true, cwd: '/tmp' }, nothing);
    const { stackFrames } = await recorder.request<{ stackFrames: DebugProtocol.StackFrame[] }>('stackTrace', { threadId: 1, levels: 1 });
    pc = stackFrames[0].instructionPointerReference!;
  });
  after(() => recorder?.stop());

  async function disassemble(memoryReference: string, instructionOffset: number, instructionCount = PAGE, offset = 0): Promise<Line[]> {
    const { instructions, error } = await recorder.request<{ instructions: Line[]; error?: string }>('disassemble', { memoryReference, instructionOffset, instructionCount, offset });
    assert.equal(error, undefined, `${memoryReference} ${instructionOffset} ${instructionCount}`);
    assert.equal(instructions.length, instructionCount, `${memoryReference} ${instructionOffset}`);
    return instructions;
  }
  /** Addresses rise; a line is marked where nothing could be decoded, and has bytes where something was. */
  function check(lines: readonly Line[]): void {
    for (const [i, line] of lines.entries()) {
      assert.equal(line.presentationHint, line.instruction === '(bad)' ? 'invalid' : undefined, JSON.stringify(line));
      assert.equal(line.instructionBytes === undefined, line.presentationHint === 'invalid', JSON.stringify(line));
      if (i === 0) continue;
      const before = lines[i - 1];
      const length = before.instructionBytes?.split(' ').length ?? 1;
      assert.ok(Number(line.address) >= Number(before.address) + length, `${JSON.stringify(before)} then ${JSON.stringify(line)}`);
    }
  }
  const read = (address: number, offset: number, count: number): Promise<Read> => recorder.request<Read>('readMemory', { memoryReference: `0x${address.toString(16)}`, offset, count });
  const bytes = ({ data }: Read): number[] => [...Buffer.from(data, 'base64')];

  it('gives as many lines as are asked for, with rising addresses, wherever it is', async () => {
    const places = [pc, '0x0', '0x10', '0x400000', '0x400fff', TEXT, '0x401001', '0xc000000000', '0x7fffffffffff', `0x${STACK_END.toString(16)}`];
    for (const place of places) {
      for (const offset of [-2000, -PAGE, -1, 0, 1, PAGE, 2000]) {
        for (const count of [1, PAGE]) check(await disassemble(place, offset, count));
      }
      assert.deepEqual(await disassemble(place, 0, 0), []);
      check(await disassemble(place, -PAGE, 2 * PAGE, 3));
    }
    check(await disassemble(pc, -100_000, PAGE));
    check(await disassemble(pc, 100_000, PAGE));
  });

  it('pages fit together, from before the first instruction of all to one far behind it', async () => {
    const [start] = await disassemble(TEXT, 3000, 1);
    const pages: Line[][] = [];
    for (let offset = -PAGE; pages.length === 0 || Number(pages[0][0].address) >= Number(TEXT) - PAGE; offset -= PAGE) pages.unshift(await disassemble(start.address, offset));
    const all = [...pages.flat(), start];
    check(all);
    const text = all.filter(({ address }) => Number(address) >= Number(TEXT));
    assert.equal(text.length, 3001);
    // Nothing is left out and nothing is there twice: functions and what lies between them follow each other without a gap.
    for (const [i, line] of text.slice(0, -1).entries()) {
      if (line.presentationHint === undefined) assert.equal(Number(text[i + 1].address), Number(line.address) + line.instructionBytes!.split(' ').length, JSON.stringify(line));
    }
    // One page is the same, whatever it is part of.
    const addresses = (lines: readonly Line[]): string[] => lines.map(({ address }) => address);
    assert.deepEqual(addresses((await disassemble(pc, -2 * PAGE, PAGE)).concat(await disassemble(pc, -PAGE, PAGE))), addresses(await disassemble(pc, -2 * PAGE, 2 * PAGE)));
  });

  it('below address 0 lines go on, where nothing is', async () => {
    const lines = await disassemble('0x10', -PAGE);
    check(lines);
    assert.deepEqual([lines[0].address, lines.at(-1)!.address], ['-34', '0xf']);
    const further = await disassemble('0x10', -2 * PAGE);
    assert.equal(further.at(-1)!.address, '-35', 'the page before it, not the same one once more');
  });

  it('what is out of all bounds is refused by name', async () => {
    for (const [args, text] of [
      [{ instructionOffset: -100_001, instructionCount: 1 }, /instructionOffset: a whole number from -100000 to 100000/],
      [{ instructionOffset: 0.5, instructionCount: 1 }, /"instructionOffset" must be a whole number, not 0\.5/],
      [{ instructionCount: 1e9 }, /instructionCount: a whole number from 0 to 100000/],
      [{ instructionCount: 1, offset: 2 ** 50 }, /offset: a whole number/],
    ] as const) {
      const { error } = await recorder.request<{ error?: string }>('disassemble', { memoryReference: pc, ...args });
      assert.match(error ?? '', text);
    }
  });

  it('reads and writes at odd offsets, up to the end of what is mapped', async () => {
    const written = await recorder.request('writeMemory', { memoryReference: `0x${STACK_END.toString(16)}`, offset: -7, data: Buffer.from([1, 2, 3, 4, 5]).toString('base64') });
    assert.deepEqual(written, { offset: 0, bytesWritten: 5 });
    assert.deepEqual(bytes(await read(STACK_END, -6, 3)), [2, 3, 4]);
    const edge = await read(STACK_END, -5, 12);
    assert.deepEqual([edge.address, bytes(edge).slice(0, 3), bytes(edge).length, edge.unreadableBytes], [`0x${(STACK_END - 5).toString(16)}`, [3, 4, 5], 5, 7]);
    assert.deepEqual(await read(STACK_END, 1, 3), { address: `0x${(STACK_END + 1).toString(16)}`, data: '', unreadableBytes: 3 });
    assert.deepEqual(await read(STACK_END, -1, 0), { address: `0x${(STACK_END - 1).toString(16)}`, data: '' });
    // Over the border of two pages.
    await recorder.request('writeMemory', { memoryReference: `0x${(STACK_END - 0x1000).toString(16)}`, offset: -3, data: Buffer.from([9, 8, 7, 6, 5, 4]).toString('base64') });
    assert.deepEqual(bytes(await read(STACK_END - 0x1000, -3, 6)), [9, 8, 7, 6, 5, 4]);
  });

  it('writes all or, if that will do, a part', async () => {
    const memoryReference = `0x${STACK_END.toString(16)}`;
    const data = Buffer.from([6, 6, 6, 6, 6]).toString('base64');
    const { error } = await recorder.request<{ error?: string }>('writeMemory', { memoryReference, offset: -3, data });
    assert.match(error ?? '', /Only 3 of 5 bytes at 0x7fffffffeffd are mapped/);
    assert.notDeepEqual(bytes(await read(STACK_END, -3, 3)), [6, 6, 6], 'nothing was written');
    assert.deepEqual(await recorder.request('writeMemory', { memoryReference, offset: -3, data, allowPartial: true }), { offset: 0, bytesWritten: 3 });
    assert.deepEqual(bytes(await read(STACK_END, -3, 3)), [6, 6, 6]);
    assert.deepEqual(await recorder.request('writeMemory', { memoryReference: '0x10', offset: 1, data, allowPartial: true }), { offset: 0, bytesWritten: 0 });
  });
});
