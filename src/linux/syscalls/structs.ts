/** C structures that several topics read and write. */
import type { GuestMemory } from '../../machine/api';
import { E } from '../errno';
import { Errno } from './handler';

export const BILLION = 1_000_000_000n;

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
