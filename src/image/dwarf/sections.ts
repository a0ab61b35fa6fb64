/**
 * The .debug_ sections, inflated when first needed. Compressed ones come as .zdebug_x ("ZLIB", 8 bytes big-endian size,
 * zlib data; Go up to 1.18) or with SHF_COMPRESSED (a 24-byte header: type 1 zlib, 2 zstd; size; alignment).
 */
import { unzlibSync } from 'fflate';
import { type ElfFile, SHF_COMPRESSED } from '../elf/file';
import { DamageError, u32, u64 } from '../shared/bytes';

/** Inflates zlib data to `size` bytes. @throws on damaged data */
export type Inflate = (data: Uint8Array, size: number) => Uint8Array;

const inflateHere: Inflate = (data, size) => unzlibSync(data, { out: new Uint8Array(size) });
const none = new Uint8Array(0);
/** Deflate cannot do better than this; a larger claim is damage. */
const maximumRatio = 1100;

export class DwarfSections {
  private readonly loaded = new Map<string, Uint8Array>();

  /** @param warn receives one sentence for a section that cannot be read */
  constructor(private readonly elf: ElfFile, private readonly warn: (warning: string) => void, private readonly inflateWith: Inflate = inflateHere) {}

  has(name: string): boolean {
    return (this.elf.section(`.debug_${name}`) ?? this.elf.section(`.zdebug_${name}`)) !== undefined;
  }

  /** Contents of .debug_NAME; empty if there is none or, with a warning, if it cannot be inflated. */
  get(name: string): Uint8Array {
    let bytes = this.loaded.get(name);
    if (!bytes) {
      try {
        bytes = this.load(name);
      } catch (error) {
        this.warn(`DWARF: ${(error as Error).message}`);
        bytes = none;
      }
      this.loaded.set(name, bytes);
    }
    return bytes;
  }

  private load(name: string): Uint8Array {
    const plain = this.elf.section(`.debug_${name}`);
    if (plain) {
      const bytes = this.elf.contents(plain);
      if (!(plain.flags & SHF_COMPRESSED)) return bytes;
      const type = u32(bytes, 0);
      if (type === 2) throw new DamageError(`.debug_${name} is compressed with zstd, which is not supported (link with zlib: -Wl,--compress-debug-sections=zlib)`);
      if (type !== 1) throw new DamageError(`.debug_${name} is compressed in an unknown way (${type})`);
      return inflate(this.inflateWith, `.debug_${name}`, bytes.subarray(24), u64(bytes, 8));
    }
    const old = this.elf.section(`.zdebug_${name}`);
    if (!old) return none;
    const bytes = this.elf.contents(old);
    if (String.fromCharCode(...bytes.subarray(0, 4)) !== 'ZLIB') throw new DamageError(`.zdebug_${name} does not begin with ZLIB`);
    const size = new DataView(bytes.buffer, bytes.byteOffset + 4, 8).getBigUint64(0);
    return inflate(this.inflateWith, `.zdebug_${name}`, bytes.subarray(12), Number(size));
  }
}

function inflate(inflateWith: Inflate, name: string, data: Uint8Array, size: number): Uint8Array {
  if (!(size <= data.length * maximumRatio + 64)) throw new DamageError(`${name} claims to hold ${size} bytes`);
  try {
    const out = inflateWith(data, size);
    if (out.length !== size) throw new Error(`${out.length} bytes instead of ${size}`);
    return out;
  } catch (error) {
    throw new DamageError(`${name} cannot be inflated (${(error as Error).message})`);
  }
}
