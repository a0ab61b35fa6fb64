/** C structures that several topics read and write. */
import type { GuestMemory } from '../../machine/api';
import { E } from '../errno';
import { Errno } from './handler';

export const BILLION = 1_000_000_000n;
/** Times below so many seconds are exact numbers of ns. */
const EXACT_SECONDS = 9_000_000;

export function readView(memory: GuestMemory, address: number, length: number): DataView {
  const bytes = memory.userRead(address, length);
  return new DataView(bytes.buffer, bytes.byteOffset, length);
}

const scratch = new Uint8Array(16);
const scratchView = new DataView(scratch.buffer);

/** struct timespec as ns. EINVAL if it is negative or has more than a second of ns. */
export function readTimespec(memory: GuestMemory, address: number): bigint {
  const view = readView(memory, address, 16);
  const seconds = view.getBigInt64(0, true);
  const ns = view.getBigInt64(8, true);
  if (seconds < 0n || ns < 0n || ns >= BILLION) throw new Errno(E.EINVAL);
  return seconds * BILLION + ns;
}

/** Unsigned, 32 bits. A DataView costs more than the few bytes that most structures have. */
function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | bytes[at + 3] << 24) >>> 0;
}

/** The same as a number, which is what a duration is used as: rounded beyond 2^53. */
export function readDuration(memory: GuestMemory, address: number): number {
  const bytes = memory.userRead(address, 16);
  const seconds = wordAt(bytes, 0), ns = wordAt(bytes, 8);
  if (wordAt(bytes, 4) !== 0 || wordAt(bytes, 12) !== 0 || seconds >= EXACT_SECONDS || ns >= 1e9) return Number(readTimespec(memory, address));
  return seconds * 1e9 + ns;
}

/** As writeTimespec, for what is at hand as numbers: bigints cost several times what the rest of reading a clock does. */
export function writeTime(memory: GuestMemory, address: number, seconds: number, ns: number): void {
  scratchView.setUint32(0, seconds, true);
  scratchView.setInt32(4, Math.floor(seconds / 0x100000000), true);
  scratchView.setUint32(8, ns, true);
  scratchView.setUint32(12, 0, true);
  memory.userWrite(address, scratch);
}

export function writeTimespec(memory: GuestMemory, address: number, ns: bigint): void {
  scratchView.setBigInt64(0, ns / BILLION, true);
  scratchView.setBigInt64(8, ns % BILLION, true);
  memory.userWrite(address, scratch);
}

/** struct timeval as ns. */
export function readTimeval(view: DataView, offset: number): bigint {
  const seconds = view.getBigInt64(offset, true);
  const us = view.getBigInt64(offset + 8, true);
  if (seconds < 0n || us < 0n || us >= 1_000_000n) throw new Errno(E.EINVAL);
  return seconds * BILLION + us * 1000n;
}

export function putTimeval(view: DataView, offset: number, ns: bigint): void {
  view.setBigInt64(offset, ns / BILLION, true);
  view.setBigInt64(offset + 8, ns % BILLION / 1000n, true);
}

export function writeU32(memory: GuestMemory, address: number, value: number): void {
  memory.userWrite(address, Uint8Array.of(value, value >> 8, value >> 16, value >> 24));
}

export function writeU64(memory: GuestMemory, address: number, value: bigint): void {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt.asUintN(64, value), true);
  memory.userWrite(address, new Uint8Array(view.buffer));
}
