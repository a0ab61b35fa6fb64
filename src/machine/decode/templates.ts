/**
 * Remembers how instructions are decoded. What an instruction is depends on its bytes up to the constants (displacement and
 * immediate) at its end; programs use few such beginnings and many constants. Reading an instruction through the decoder library
 * takes some twenty calls into its WebAssembly, finding it here a step per byte.
 */
import type { DecodedInstruction } from './iced';

/** Where a decoded instruction keeps its constants, all in bytes; sizes are 0 where there is none. */
export interface ConstantPlaces {
  displacementAt: number;
  displacementSize: number;
  immediateAt: number;
  immediateSize: number;
  /** The displacement counts from the end of the instruction (RIP). */
  relativeDisplacement: boolean;
  /** The immediate counts from the end of the instruction: a branch. */
  relativeImmediate: boolean;
  /** Bits that the immediate has once it is extended by its sign. */
  immediateBits: number;
}

interface Template extends ConstantPlaces { example: DecodedInstruction }

const NODE = 256;
/** Enough for large programs (3 MB of Go: 37,000 in 8 MB of nodes); one that makes up code all the time must not fill the host's memory. */
const MOST_TEMPLATES = 65_536;

export class DecodingTemplates {
  /** Nodes of 256 places, one per next byte: 0 unknown, positive the next node, negative a template. */
  private nodes = new Int32Array(64 * NODE);
  private nodeCount = 1;
  private readonly templates: Template[] = [];

  /** Remembers an instruction, while there is room. `places`: undefined if its constants are part of what it is. */
  learn(bytes: Uint8Array, example: DecodedInstruction, places: ConstantPlaces | undefined): void {
    if (this.templates.length >= MOST_TEMPLATES) return;
    const fixed = places ? Math.min(places.displacementSize ? places.displacementAt : example.length, places.immediateSize ? places.immediateAt : example.length) : example.length;
    let node = 0;
    for (let i = 0; i < fixed - 1; i++) {
      const at = node * NODE + bytes[i];
      node = this.nodes[at];
      if (node === 0) {
        node = this.newNode();
        this.nodes[at] = node;
      }
      // A shorter instruction with these bytes is known: whatever this one is, it is found the long way.
      if (node < 0) return;
    }
    const none = { displacementAt: 0, displacementSize: 0, immediateAt: 0, immediateSize: 0, relativeDisplacement: false, relativeImmediate: false, immediateBits: 0 };
    const last = node * NODE + bytes[fixed - 1];
    if (this.nodes[last] === 0) this.nodes[last] = -this.templates.push({ ...(places ?? none), example });
  }

  private newNode(): number {
    if ((this.nodeCount + 1) * NODE > this.nodes.length) {
      const larger = new Int32Array(this.nodes.length * 2);
      larger.set(this.nodes);
      this.nodes = larger;
    }
    return this.nodeCount++;
  }

  /** The instruction whose bytes begin at `start` and which stands at `address`; undefined if it is not known or not all there. */
  find(bytes: Uint8Array, start: number, address: number): DecodedInstruction | undefined {
    const { nodes } = this;
    let found = 0;
    for (let i = start; found >= 0; i++) {
      if (i >= bytes.length) return undefined;
      found = nodes[found * NODE + bytes[i]];
      if (found === 0) return undefined;
    }
    const template = this.templates[-found - 1];
    const { example } = template;
    const { length } = example;
    if (start + length > bytes.length) return undefined;
    const after = address + length;
    let { displacement, immediate } = example;
    if (template.displacementSize !== 0) {
      const value = signed(bytes, start + template.displacementAt, template.displacementSize);
      displacement = BigInt(template.relativeDisplacement ? after + value : value);
    }
    if (template.immediateSize !== 0) {
      const at = start + template.immediateAt;
      if (template.immediateSize === 8) {
        immediate = BigInt(signed(bytes, at, 4) >>> 0) | BigInt(signed(bytes, at + 4, 4) >>> 0) << 32n;
      } else {
        const value = signed(bytes, at, template.immediateSize);
        immediate = template.relativeImmediate ? BigInt.asUintN(64, BigInt(after + value)) : BigInt.asUintN(template.immediateBits, BigInt(value));
      }
    }
    return {
      address, length, code: example.code, mnemonic: example.mnemonic, flow: example.flow, repeat: example.repeat, isString: example.isString,
      operands: example.operands, registers: example.registers, memory: example.memory, base: example.base, index: example.index,
      scale: example.scale, displacement, immediate, flagUse: example.flagUse, shapeKey: example.shapeKey,
    };
  }
}

/** A signed number of 1, 2 or 4 bytes, least significant first. */
function signed(bytes: Uint8Array, at: number, size: number): number {
  if (size === 1) return bytes[at] << 24 >> 24;
  if (size === 2) return (bytes[at] | bytes[at + 1] << 8) << 16 >> 16;
  return bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | bytes[at + 3] << 24;
}
