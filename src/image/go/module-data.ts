/**
 * runtime.firstmoduledata: the linker's record of where everything is. Needed where gopclntab alone does not say it:
 * the start of text (1.26 leaves it out of the table's header), the base of FUNCDATA (1.18+) and of type descriptors.
 * Word indexes of its fields by table generation, as observed in binaries and documented in runtime/symtab.go.
 */
import { u64 } from '../shared/bytes';
import type { InitialMemory } from '../shared/memory';
import type { Generation } from '../pclntab/header';

export interface ModuleData { address: number; text: number; etext: number; types: number; etypes: number; gofunc: number | undefined }

/** Index of the word `text`, of `types`, and of `gofunc`. */
const layouts: Record<Generation, { text: number; types: number; gofunc: number | undefined }> = {
  12: { text: 12, types: 25, gofunc: undefined },
  16: { text: 22, types: 35, gofunc: undefined },
  18: { text: 22, types: 35, gofunc: 38 },
  20: { text: 22, types: 37, gofunc: 40 },
};

/** Of Segment.prot. */
const WRITE = 2, EXECUTE = 4;

/** Looks for the record by its first words: pointers into the table at `table`. `second` is its second word, where known. */
export function findModuleData(memory: InitialMemory, generation: Generation, table: number, second: number | undefined): ModuleData | undefined {
  const wanted = BigInt(table);
  // It is written to at run time, and the read-only data are large.
  const places = memory.segments.filter(({ prot }) => !(prot & EXECUTE)).sort((a, b) => (b.prot & WRITE) - (a.prot & WRITE));
  for (const { bytes, address } of places) {
    const words = wordsOf(bytes);
    for (let i = words.indexOf(wanted); i >= 0; i = words.indexOf(wanted, i + 1)) {
      const at = i * 8;
      if (at + 41 * 8 > bytes.length) break;
      if (second !== undefined && u64(bytes, at + 8) !== second) continue;
      const word = (index: number): number => u64(bytes, at + index * 8);
      const layout = layouts[generation];
      const found: ModuleData = {
        address: address + at, text: word(layout.text), etext: word(layout.text + 1), types: word(layout.types), etypes: word(layout.types + 1),
        gofunc: layout.gofunc === undefined ? undefined : word(layout.gofunc),
      };
      const minPc = word(layout.text - 2);
      const maxPc = word(layout.text - 1);
      if (found.text <= minPc && minPc < maxPc && maxPc <= found.etext && found.types <= found.etypes) return found;
    }
  }
  return undefined;
}

/** The bytes as words of 8, without an incomplete one at the end. */
function wordsOf(bytes: Uint8Array): BigUint64Array {
  const { buffer, byteOffset } = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  return new BigUint64Array(buffer, byteOffset, bytes.length >> 3);
}
