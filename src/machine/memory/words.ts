/** Integers in guest memory, least significant byte first, for the host's side. */
import type { LinearMemory } from './linear-memory';

export abstract class Words {
  constructor(protected readonly linear: LinearMemory) {}

  abstract read(address: number, length: number): Uint8Array;
  abstract write(address: number, bytes: Uint8Array): void;

  /** Host address of `size` readable bytes on one page, or undefined if they straddle. Throws MemoryFault. */
  protected abstract direct(address: number, size: number): number | undefined;

  private view(address: number, size: number): DataView {
    const host = this.direct(address, size);
    if (host !== undefined) return new DataView(this.linear.u8.buffer, host, size);
    return new DataView(this.read(address, size).buffer);
  }

  readU8(address: number): number {
    return this.linear.u8[this.direct(address, 1)!];
  }

  readU16(address: number): number {
    return this.view(address, 2).getUint16(0, true);
  }

  readU32(address: number): number {
    if (address % 4 === 0) return this.linear.u32[this.direct(address, 4)! / 4];
    return this.view(address, 4).getUint32(0, true);
  }

  readU64(address: number): bigint {
    if (address % 8 === 0) return this.linear.u64[this.direct(address, 8)! / 8];
    return this.view(address, 8).getBigUint64(0, true);
  }

  readPointer(address: number): number {
    if (address % 8 === 0) return this.linear.readAddress(this.direct(address, 8)!);
    const view = this.view(address, 8);
    return view.getUint32(0, true) + view.getUint32(4, true) * 0x100000000;
  }

  writeU8(address: number, value: number): void {
    this.write(address, Uint8Array.of(value));
  }

  writeU32(address: number, value: number): void {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value, true);
    this.write(address, bytes);
  }

  writeU64(address: number, value: bigint | number): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, BigInt(value)), true);
    this.write(address, bytes);
  }
}
