/**
 * Location expressions -> Location. Go's compiler uses a small part of DWARF's stack machine: the frame address plus an
 * offset, registers, addresses, constants, and pieces of these. What needs memory or other registers' values becomes 'gone'.
 */
import type { Location } from '../program-image';
import { ByteReader } from '../shared/bytes';

const gone: Location = { kind: 'gone' };

/** A symbolic stack value: `base` + offset. */
interface Term { base: 'cfa' | 'number'; offset: number; big?: bigint }

/**
 * @param frameBase expression of DW_AT_frame_base; Go's is always the canonical frame address
 * @param addressAt entry of .debug_addr by index
 */
export function locationOf(expression: Uint8Array, frameBase: Uint8Array | undefined, addressAt: (index: number) => number): Location {
  try {
    return evaluate(expression, frameBase, addressAt);
  } catch {
    return gone;
  }
}

function evaluate(expression: Uint8Array, frameBase: Uint8Array | undefined, addressAt: (index: number) => number): Location {
  const reader = new ByteReader(expression);
  const pieces: { location: Location; size: number }[] = [];
  let stack: Term[] = [];
  let simple: Location | undefined;
  let isAddress = true;
  const number = (offset: number): void => { stack.push({ base: 'number', offset }); };
  const result = (): Location => {
    if (simple) return simple;
    const top = stack.at(-1);
    if (!top) return gone;
    if (top.base === 'cfa') return isAddress ? { kind: 'cfa', offset: top.offset } : gone;
    return isAddress ? { kind: 'address', address: top.offset } : { kind: 'constant', value: top.big ?? BigInt(top.offset) };
  };
  while (reader.at < reader.end) {
    const op = reader.u8();
    if (op >= 0x30 && op <= 0x4f) number(op - 0x30); // DW_OP_lit0..31
    else if (op >= 0x50 && op <= 0x6f) simple = { kind: 'register', register: op - 0x50 }; // DW_OP_reg0..31
    else switch (op) {
      case 0x03: number(reader.u64()); break; // addr
      case 0x08: number(reader.u8()); break; // const1u
      case 0x09: number(reader.i8()); break; // const1s
      case 0x0a: number(reader.u16()); break; // const2u
      case 0x0b: number((reader.u16() << 16) >> 16); break; // const2s
      case 0x0c: number(reader.u32()); break; // const4u
      case 0x0d: number(reader.i32()); break; // const4s
      case 0x0e: case 0x0f: { // const8u, const8s
        const at = reader.skip(8);
        const view = new DataView(expression.buffer, expression.byteOffset + at, 8);
        const big = op === 0x0e ? view.getBigUint64(0, true) : view.getBigInt64(0, true);
        stack.push({ base: 'number', offset: Number(big), big });
        break;
      }
      case 0x10: number(reader.uleb()); break; // constu
      case 0x11: number(reader.sleb()); break; // consts
      case 0x22: case 0x1c: { // plus, minus
        const b = stack.pop();
        const a = stack.pop();
        if (!a || !b || (b.base === 'cfa' && (op === 0x1c || a.base === 'cfa'))) return gone;
        stack.push({ base: a.base === 'cfa' ? 'cfa' : b.base, offset: op === 0x22 ? a.offset + b.offset : a.offset - b.offset });
        break;
      }
      case 0x23: { // plus_uconst
        const top = stack.pop();
        if (!top) return gone;
        stack.push({ base: top.base, offset: top.offset + reader.uleb() });
        break;
      }
      case 0x90: simple = { kind: 'register', register: reader.uleb() }; break; // regx
      case 0x91: { // fbreg
        const isCfa = frameBase?.length === 1 && frameBase[0] === 0x9c;
        if (!isCfa) return gone;
        stack.push({ base: 'cfa', offset: reader.sleb() });
        break;
      }
      case 0x93: { // piece
        pieces.push({ location: result(), size: reader.uleb() });
        stack = [];
        simple = undefined;
        isAddress = true;
        break;
      }
      case 0x9c: stack.push({ base: 'cfa', offset: 0 }); break; // call_frame_cfa
      case 0x9e: { // implicit_value
        const bytes = reader.bytesOf(reader.uleb());
        let value = 0n;
        for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
        simple = { kind: 'constant', value };
        break;
      }
      case 0x9f: isAddress = false; break; // stack_value
      case 0xa1: number(addressAt(reader.uleb())); break; // addrx
      case 0x96: break; // nop
      default: return gone;
    }
  }
  if (pieces.length === 0) return result();
  return pieces.every((piece) => piece.location.kind === 'gone') ? gone : { kind: 'pieces', pieces };
}
