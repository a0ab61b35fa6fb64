import { zeroTerminated } from './bytes';

/**
 * NUL-terminated names in one block of bytes, found by offset. The block is decoded once, one character a byte, so that
 * each of thousands of names is only a slice; a name outside of ASCII is decoded by itself.
 */
export class NameTable {
  private readonly known = new Map<number, string>();
  private decoded: string | undefined;

  constructor(private readonly bytes: Uint8Array) {}

  at(offset: number): string {
    let name = this.known.get(offset);
    if (name === undefined) this.known.set(offset, name = this.read(offset));
    return name;
  }

  private read(offset: number): string {
    if (!(offset >= 0 && offset < this.bytes.length)) return '';
    this.decoded ??= new TextDecoder('latin1').decode(this.bytes);
    const end = this.decoded.indexOf('\0', offset);
    const name = this.decoded.slice(offset, end < 0 ? undefined : end);
    for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) >= 0x80) return zeroTerminated(this.bytes, offset);
    return name;
  }
}
