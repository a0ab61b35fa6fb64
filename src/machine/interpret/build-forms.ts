/**
 * Run by esbuild.mjs when it bundles a machine: prints as JSON the common forms' handlers (prebuilt-forms.ts) and, in base64,
 * how the common beginnings of instructions are decoded (decode/prebuilt-templates.ts).
 */
import { fromBase64, toBase64 } from '../base64';
import { commonBeginnings } from '../decode/common-beginnings';
import { InstructionDecoder } from '../decode/iced';
import { ROW, Row, readRow } from '../decode/template-rows';
import { LinearMemory } from '../memory/linear-memory';
import { FormTable, dependsOnImmediate } from './forms';
import { GeneratedCode } from './generated-code';

const forms = FormTable.generateCommon(new GeneratedCode(new LinearMemory()));
const places = new Map(forms.forms.map(({ key }, i) => [key, i + 1]));

const decoder = new InstructionDecoder();
const bytes = new Uint8Array(32);
for (const beginning of commonBeginnings(fromBase64)) {
  bytes.fill(0);
  bytes.set(beginning);
  decoder.decodeAt(bytes, 0, 0);
}
const { templates } = InstructionDecoder;
for (let row = 0; row < templates.count * ROW; row += ROW) {
  const decoded = readRow(templates.rows, row, bytes, 0, 0);
  if (!dependsOnImmediate(decoded)) templates.rows[row + Row.commonForm] = places.get(decoded.shapeKey) ?? 0;
}
console.log(JSON.stringify({ forms: { wasm: toBase64(forms.wasm), forms: forms.forms }, templates: toBase64(templates.pack()) }));
