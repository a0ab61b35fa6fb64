/** Where a value's bytes are: guest memory, registers, or nowhere in the guest (results of expressions). */
import type { GuestMemory, Registers } from '../../../machine/api';

export interface Storage {
  /** guest address of the first byte; undefined if it is not in memory */
  readonly address: number | undefined;
  /** Bytes [offset, offset+length) of the value. Throws MemoryFault. */
  read(offset: number, length: number): Uint8Array;
  /** undefined: cannot be written */
  readonly write?: (offset: number, bytes: Uint8Array) => void;
}

export class MemoryStorage implements Storage {
  constructor(private readonly memory: GuestMemory, readonly address: number) {}
  read(offset: number, length: number): Uint8Array { return this.memory.read(this.address + offset, length); }
  readonly write = (offset: number, bytes: Uint8Array): void => this.memory.write(this.address + offset, bytes);
}

/** Bytes of a computed value. */
export class BytesStorage implements Storage {
  readonly address = undefined;
  constructor(private readonly bytes: Uint8Array) {}
  read(offset: number, length: number): Uint8Array {
    const result = new Uint8Array(length);
    result.set(this.bytes.subarray(offset, offset + length));
    return result;
  }
}

/** DWARF number of amd64's general registers -> Intel's encoding order. */
const DWARF_GPR = [0, 2, 1, 3, 6, 7, 5, 4, 8, 9, 10, 11, 12, 13, 14, 15];
const DWARF_XMM0 = 17;

/** One register by its DWARF number. */
export class RegisterStorage implements Storage {
  readonly address = undefined;
  constructor(private readonly registers: Registers, private readonly register: number) {}

  read(offset: number, length: number): Uint8Array {
    const bytes = this.#bytes();
    const result = new Uint8Array(length);
    result.set(bytes.subarray(offset, offset + length));
    return result;
  }

  readonly write = (offset: number, bytes: Uint8Array): void => {
    const whole = this.#bytes();
    whole.set(bytes.subarray(0, whole.length - offset), offset);
    if (this.register >= DWARF_XMM0) this.registers.setXmm(this.register - DWARF_XMM0, whole);
    else this.registers.setGpr(DWARF_GPR[this.register], new DataView(whole.buffer).getBigUint64(0, true));
  };

  #bytes(): Uint8Array {
    if (this.register >= DWARF_XMM0) return this.registers.getXmm(this.register - DWARF_XMM0);
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, this.registers.getGpr(DWARF_GPR[this.register])), true);
    return bytes;
  }
}

/** A value cut into pieces (a string in two registers). A piece that is gone makes the bytes over it unreadable, as are bytes behind the last one. */
export class PiecesStorage implements Storage {
  readonly address = undefined;
  readonly write?: (offset: number, bytes: Uint8Array) => void;

  constructor(private readonly pieces: readonly { storage: Storage | undefined; size: number }[]) {
    if (pieces.every((piece) => piece.storage?.write)) this.write = (offset, bytes) => this.#each(offset, bytes.length, (storage, at, length, done) => storage.write?.(at, bytes.subarray(done, done + length)));
  }

  read(offset: number, length: number): Uint8Array {
    const result = new Uint8Array(length);
    this.#each(offset, length, (storage, at, part, done) => result.set(storage.read(at, part), done));
    return result;
  }

  #each(offset: number, length: number, visit: (storage: Storage, at: number, length: number, done: number) => void): void {
    let start = 0;
    for (const piece of this.pieces) {
      const from = Math.max(offset, start);
      const to = Math.min(offset + length, start + piece.size);
      if (from < to) {
        if (!piece.storage) throw new UnavailableError('part of it is not available at this pc');
        visit(piece.storage, from - start, to - from, from - offset);
      }
      start += piece.size;
    }
    if (offset + length > start) throw new UnavailableError('part of it is not available at this pc');
  }
}

/** A value that the program does not keep any more. The text says why. */
export class UnavailableError extends Error {}

export class UnavailableStorage implements Storage {
  readonly address = undefined;
  constructor(private readonly why: string) {}
  read(): Uint8Array { throw new UnavailableError(this.why); }
}

/** Part of another storage from `offset` on. */
export function within(storage: Storage, offset: number, memory: GuestMemory): Storage {
  if (offset === 0) return storage;
  if (storage.address !== undefined) return new MemoryStorage(memory, storage.address + offset);
  const { write } = storage;
  return {
    address: undefined,
    read: (at, length) => storage.read(offset + at, length),
    ...(write ? { write: (at: number, bytes: Uint8Array) => write(offset + at, bytes) } : {}),
  };
}
