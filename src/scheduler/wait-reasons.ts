/**
 * Texts of g.waitreason. From Go 1.11 it is a number that indexes an array of strings in the executable's data; the
 * program's own array is found and read, so that every version shows its own words.
 */
import type { ProgramImage } from '../image/program-image';

/** Number 1 is this in every version since the array exists; it identifies the array in a stripped program. */
const FIRST_REASON = 'GC assist marking';
/** No version has more (1.26: 47). */
const MOST_REASONS = 80;

/** Texts by number; [] if the array was not found. */
export function waitReasonTexts(image: ProgramImage): readonly string[] {
  const named = image.globals.byName('runtime.waitReasonStrings')?.address ?? image.symbols.byName('runtime.waitReasonStrings')?.address;
  const start = named ?? findArray(image);
  return start === undefined ? [] : readArray(image, start);
}

function findArray(image: ProgramImage): number | undefined {
  const wanted = new TextEncoder().encode(FIRST_REASON);
  for (const segment of image.segments) {
    // The array is initialised data: 8-byte aligned pairs of pointer and length.
    const view = new DataView(segment.bytes.buffer, segment.bytes.byteOffset, segment.bytes.byteLength);
    for (let offset = (8 - (segment.address % 8)) % 8 + 24; offset + 8 <= view.byteLength; offset += 8) {
      if (view.getUint32(offset, true) !== wanted.length || view.getUint32(offset + 4, true) !== 0) continue;
      const text = imageBytes(image, view.getUint32(offset - 8, true) + view.getUint32(offset - 4, true) * 0x100000000, wanted.length);
      if (text && text.every((byte, index) => byte === wanted[index])) return segment.address + offset - 24;
    }
  }
  return undefined;
}

function readArray(image: ProgramImage, start: number): string[] {
  const texts: string[] = [];
  const decoder = new TextDecoder();
  for (let index = 0; index < MOST_REASONS; index++) {
    const header = imageBytes(image, start + index * 16, 16);
    if (!header) break;
    const view = new DataView(header.buffer, header.byteOffset, 16);
    const data = view.getUint32(0, true) + view.getUint32(4, true) * 0x100000000;
    const length = view.getUint32(8, true);
    if (view.getUint32(12, true) !== 0 || length > 100) break;
    const bytes = length === 0 ? new Uint8Array() : imageBytes(image, data, length);
    if (!bytes || (length === 0 && index > 0)) break;
    const text = decoder.decode(bytes);
    if (!/^[\x20-\x7e]*$/.test(text)) break;
    texts.push(text);
  }
  return texts;
}

function imageBytes(image: ProgramImage, address: number, length: number): Uint8Array | undefined {
  const segment = image.segments.find((candidate) => address >= candidate.address && address + length <= candidate.address + candidate.bytes.length);
  return segment?.bytes.subarray(address - segment.address, address - segment.address + length);
}
