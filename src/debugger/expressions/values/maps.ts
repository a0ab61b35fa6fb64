/** Maps: buckets up to Go 1.23 (hmap), groups with control words from 1.24 (Swiss tables). */
import type { GoType } from '../../../image/program-image';
import type { GuestMemory } from '../../../machine/api';
import { EvaluationError } from '../../api';
import type { GuestValue } from './guest-value';
import { at } from './parts';

export interface MapEntry { readonly key: GuestValue; readonly value: GuestValue }

/** Buckets or groups visited in one walk; a map that needs more is damaged or of no use in a list. */
const VISIT_LIMIT = 5_000_000;
/** Keys and values larger than this are stored by pointer. Bytes. */
const INLINE_SIZE = 128;
const SLOTS = 8;

/** Number of entries. Throws MemoryFault. */
export function mapLength(value: GuestValue): number {
  const address = value.word();
  return address === 0 ? 0 : value.context.memory.readPointer(address);
}

/** Entries [start, start+count) in the order in which they lie in memory. Throws MemoryFault, EvaluationError. */
export function mapEntries(value: GuestValue, start: number, count: number): MapEntry[] {
  const { key, elem } = value.type;
  const address = value.word();
  if (address === 0 || count <= 0) return [];
  if (!key || !elem) throw new EvaluationError(`${value.typeName}: types of key and value are not known`);
  const minor = value.context.image.goVersion?.minor ?? 19;
  const places = minor >= 24 ? swissPlaces(value.context.memory, address, key, elem) : bucketPlaces(value.context.memory, address, key, elem, minor);
  const entries: MapEntry[] = [];
  let index = 0;
  for (const place of places) {
    if (index++ < start) continue;
    const of = (type: GoType, where: number) => at(value, type, type.size > INLINE_SIZE ? value.context.memory.readPointer(where) : where);
    entries.push({ key: of(key, place.key), value: of(elem, place.value) });
    if (entries.length >= count) break;
  }
  return entries;
}

interface Place { readonly key: number; readonly value: number }

/** hmap: count, flags, B, …, buckets, oldbuckets. A bucket: 8 tophash bytes, 8 keys, 8 values, overflow pointer. */
function* bucketPlaces(memory: GuestMemory, hmap: number, key: GoType, elem: GoType, minor: number): Generator<Place> {
  const keySize = key.size > INLINE_SIZE ? 8 : key.size;
  const valueSize = elem.size > INLINE_SIZE ? 8 : elem.size;
  const values = 8 + SLOTS * keySize;
  const overflow = values + SLOTS * valueSize;
  const flags = memory.readU8(hmap + 8);
  const bits = memory.readU8(hmap + 9);
  const buckets = memory.readPointer(hmap + 16);
  const old = memory.readPointer(hmap + 24);
  // Smaller tophash values mark empty and moved slots; their number grew by one in 1.12.
  const firstLive = minor >= 12 ? 5 : 4;
  let visited = 0;
  function* bucket(address: number): Generator<Place> {
    for (let current = address; current !== 0; current = memory.readPointer(current + overflow)) {
      if (++visited > VISIT_LIMIT) throw new EvaluationError('map: too many buckets, or a cycle in an overflow list');
      const tops = memory.read(current, SLOTS);
      for (let slot = 0; slot < SLOTS; slot++) {
        if (tops[slot] >= firstLive) yield { key: current + 8 + slot * keySize, value: current + values + slot * valueSize };
      }
    }
  }
  const size = overflow + 8;
  if (old !== 0) {
    const sameSize = (flags & 8) !== 0;
    for (let index = 0; index < 2 ** (sameSize ? bits : bits - 1); index++) {
      const top = memory.readU8(old + index * size);
      const evacuated = top > (minor >= 12 ? 1 : 0) && top < firstLive;
      if (!evacuated) yield* bucket(old + index * size);
    }
  }
  if (buckets !== 0) for (let index = 0; index < 2 ** bits; index++) yield* bucket(buckets + index * size);
}

/** Map: used, seed, dirPtr, dirLen. Directory of tables; a table's groups: 8 control bytes and 8 slots of key and value. */
function* swissPlaces(memory: GuestMemory, map: number, key: GoType, elem: GoType): Generator<Place> {
  const directory = memory.readPointer(map + 16);
  const length = memory.readPointer(map + 24);
  const stored = (type: GoType) => (type.size > INLINE_SIZE ? { size: 8, align: 8 } : { size: type.size, align: alignment(type) });
  const keyAs = stored(key), valueAs = stored(elem);
  const valueAt = roundUp(keyAs.size, valueAs.align);
  // An empty value at the end takes a byte, so that its address stays inside the slot.
  const slot = roundUp(valueAt + Math.max(valueAs.size, valueAs.size === 0 && keyAs.size > 0 ? 1 : 0), Math.max(keyAs.align, valueAs.align));
  const group = 8 + SLOTS * slot;
  function* groups(data: number, count: number): Generator<Place> {
    if (count > VISIT_LIMIT) throw new EvaluationError('map: its table is damaged');
    for (let index = 0; index < count; index++) {
      const start = data + index * group;
      const control = memory.read(start, SLOTS);
      for (let at = 0; at < SLOTS; at++) {
        if (control[at] < 0x80) yield { key: start + 8 + at * slot, value: start + 8 + at * slot + valueAt };
      }
    }
  }
  if (length === 0) {
    if (directory !== 0) yield* groups(directory, 1);
    return;
  }
  if (length > VISIT_LIMIT) throw new EvaluationError('map: its directory is damaged');
  let last = 0;
  for (let index = 0; index < length; index++) {
    const table = memory.readPointer(directory + index * 8);
    // A table that was not split as often as the directory stands in it several times in a row.
    if (table === last || table === 0) continue;
    last = table;
    yield* groups(memory.readPointer(table + 16), memory.readPointer(table + 24) + 1);
  }
}

function alignment(type: GoType): number {
  switch (type.kind) {
    case 'struct': return Math.max(1, ...(type.fields ?? []).map((field) => alignment(field.type)));
    case 'array': return type.elem ? alignment(type.elem) : 1;
    case 'complex': return type.size / 2;
    default: return Math.min(8, Math.max(1, type.size));
  }
}

function roundUp(value: number, align: number): number { return Math.ceil(value / align) * align; }
