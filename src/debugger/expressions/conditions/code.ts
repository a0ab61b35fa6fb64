/** Pieces of compiled conditions: closures over guest memory, without allocation beyond bigints of 64-bit integers. */
import type { GoType } from '../../../image/program-image';
import type { GuestMemory, Registers } from '../../../machine/api';
import { isAtomic } from '../../../scheduler/layout/layout';

/** What changes from hit to hit. One object per condition is filled in again and again. */
export interface Hit { tid: number; registers: Registers; cfa: number }

/** Result of a part: exact numbers for small integers and addresses, bigints for 64-bit integers. */
export type Code =
  | { kind: 'num'; type: GoType | undefined; get: (hit: Hit) => number; constant?: number }
  | { kind: 'big'; type: GoType | undefined; get: (hit: Hit) => bigint; constant?: bigint }
  | { kind: 'bool'; type: GoType | undefined; get: (hit: Hit) => boolean; constant?: boolean }
  | { kind: 'string'; type: GoType | undefined; get: (hit: Hit) => string; constant?: string }
  /** something in memory that has not been read yet */
  | { kind: 'place'; type: GoType; at: (hit: Hit) => number };

/** Strings longer than this never equal what a condition compares them with. Bytes. */
const STRING_LIMIT = 4096;

/** Reads a place; undefined if values of its type have no closure (floats, composites). */
export function load(memory: GuestMemory, code: Code): Exclude<Code, { kind: 'place' }> | undefined {
  if (code.kind !== 'place') return code;
  const { type, at } = unwrap(code);
  switch (type.kind) {
    case 'bool': return { kind: 'bool', type, get: (hit) => memory.readU8(at(hit)) !== 0 };
    case 'string': {
      const decoder = new TextDecoder();
      return {
        kind: 'string', type,
        get: (hit) => {
          const header = at(hit);
          const length = memory.readPointer(header + 8);
          return length === 0 ? '' : decoder.decode(memory.read(memory.readPointer(header), Math.min(length, STRING_LIMIT)));
        },
      };
    }
    case 'pointer': case 'unsafe.Pointer': case 'chan': case 'map': case 'func':
      return { kind: 'num', type, get: (hit) => memory.readPointer(at(hit)) };
    case 'int':
      switch (type.size) {
        case 1: return { kind: 'num', type, get: (hit) => (memory.readU8(at(hit)) << 24) >> 24 };
        case 2: return { kind: 'num', type, get: (hit) => (memory.readU16(at(hit)) << 16) >> 16 };
        case 4: return { kind: 'num', type, get: (hit) => memory.readU32(at(hit)) | 0 };
        default: return { kind: 'big', type, get: (hit) => BigInt.asIntN(64, memory.readU64(at(hit))) };
      }
    case 'uint':
      switch (type.size) {
        case 1: return { kind: 'num', type, get: (hit) => memory.readU8(at(hit)) };
        case 2: return { kind: 'num', type, get: (hit) => memory.readU16(at(hit)) };
        case 4: return { kind: 'num', type, get: (hit) => memory.readU32(at(hit)) };
        default: return /^runtime\.[gmp]uintptr$/.test(type.name)
          ? { kind: 'num', type, get: (hit) => memory.readPointer(at(hit)) }
          : { kind: 'big', type, get: (hit) => memory.readU64(at(hit)) };
      }
    default: return undefined;
  }
}

/** The value inside atomic.Uint32 and its like. */
function unwrap(place: Code & { kind: 'place' }): { type: GoType; at: (hit: Hit) => number } {
  let { type, at } = place;
  while (type.kind === 'struct' && isAtomic(type.name)) {
    const sized = (type.fields ?? []).filter((field) => field.type.size > 0);
    if (sized.length !== 1) break;
    type = sized[0].type;
    at = shifted(at, sized[0].offset);
  }
  return { type, at };
}

export function shifted(at: (hit: Hit) => number, offset: number): (hit: Hit) => number {
  return offset === 0 ? at : (hit) => at(hit) + offset;
}

export function constantCode(value: bigint | number | string | boolean, type: GoType | undefined): Code | undefined {
  switch (typeof value) {
    case 'bigint': return { kind: 'big', type, get: () => value, constant: value };
    case 'string': return { kind: 'string', type, get: () => value, constant: value };
    case 'boolean': return { kind: 'bool', type, get: () => value, constant: value };
    default: return undefined;
  }
}
