/** What the suites of both hosts do in the same way. */
import assert from 'node:assert/strict';
import type { Workbench } from './workbench';

const MOST_STEPS = 40;

/** In the disassembly view, from the entry of Syscall6: instruction by instruction into the kernel, out of it, and back to the caller. */
export async function stepThroughSyscall6(wb: Workbench): Promise<void> {
  const passed = [await wb.currentInstruction()];
  while (!/\bRET\b/.test(passed.at(-1)!) && passed.length < MOST_STEPS) passed.push(await wb.stepInstruction());
  const seen = passed.join('\n');
  const at = passed.findIndex((row) => /\bSYSCALL\s*$/.test(row));
  assert.ok(at > 0 && at < passed.length - 2, `SYSCALL is passed:\n${seen}`);
  assert.match(passed.at(-1)!, /\bRET\b/, seen);
  const addresses = passed.map((row) => Number(/^0x[0-9a-f]+/m.exec(row)?.[0]));
  assert.deepEqual(addresses, [...new Set(addresses)].sort((a, b) => a - b), `each instruction once, in order:\n${seen}`);
}

/** The board shows who has the P, and tells how it came to that. */
export async function boardTells(wb: Workbench): Promise<void> {
  const board = wb.webview();
  await board.locator('.processor', { hasText: 'P0' }).waitFor();
  await board.locator('.story li', { hasText: 'P0 retaken by sysmon from M0 → M2' }).waitFor();
}
