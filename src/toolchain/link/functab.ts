/** Tables in guest memory that the runtime's traceback, stack copying and preemption read; layouts in runtime-interface.md. */
import { toByteString } from '../source';
import type { TextSymbol } from './symbols';
import { DataSymbol } from './symbols';

export const ENTRY_SIZE = 112;

export interface Functab { table: DataSymbol; lines: DataSymbol; deltas: DataSymbol }

/**
 * Builds the table of functions and what it points to; `texts` ascending by address. `suffix`: of the names. `string` gives the
 * symbol of a string's UTF-8 bytes, one character each.
 */
export function buildFunctab(texts: readonly TextSymbol[], suffix: string, string: (bytes: string) => string): Functab {
  let lineCount = 0, deltaCount = 0;
  for (const t of texts) { lineCount += t.lines.length; deltaCount += t.deltas.length; }
  const table = new DataSymbol(`go.functab${suffix}`, 'rodata', texts.length * ENTRY_SIZE, 8);
  const lines = new DataSymbol(`go.pclines${suffix}`, 'rodata', Math.max(8, lineCount * 8), 8);
  const deltas = new DataSymbol(`go.pcdeltas${suffix}`, 'rodata', Math.max(8, deltaCount * 8), 8);
  for (const s of [table, lines, deltas]) s.put(0, 0, 1);
  const view = (s: DataSymbol): DataView => new DataView(s.bytes.buffer);
  const t = view(table), l = view(lines), d = view(deltas);
  let line = 0, delta = 0;
  texts.forEach((f, i) => {
    const at = i * ENTRY_SIZE;
    table.address(at, f.name);
    table.address(at + 8, f.name, f.bytes.length);
    for (const [offset, text] of [[16, f.name], [32, f.file], [96, f.shownArguments ?? '?']] as const) {
      const bytes = toByteString(text);
      table.address(at + offset, string(bytes));
      t.setUint32(at + offset + 8, bytes.length, true);
    }
    t.setInt32(at + 48, f.startLine, true);
    t.setInt32(at + 52, f.argsSize, true);
    t.setInt32(at + 56, f.frameSize, true);
    t.setUint32(at + 60, f.flags, true);
    table.address(at + 64, lines.name, line * 8);
    t.setUint32(at + 72, f.lines.length, true);
    table.address(at + 80, deltas.name, delta * 8);
    t.setUint32(at + 88, f.deltas.length, true);
    for (const m of f.lines) {
      l.setUint32(line * 8, m.offset, true);
      l.setInt32(line * 8 + 4, m.line, true);
      line++;
    }
    for (const m of f.deltas) {
      d.setUint32(delta * 8, m.offset, true);
      d.setInt32(delta * 8 + 4, m.delta | (m.unsafe ? 1 : 0), true);
      delta++;
    }
  });
  return { table, lines, deltas };
}
