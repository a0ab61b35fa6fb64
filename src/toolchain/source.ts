/**
 * Source files, positions and diagnostics. A position is one number: the file's base plus the UTF-16 offset in it,
 * so that syntax nodes stay small; 0 means "no position".
 */

export class SourceFile {
  private lineStarts: number[] | undefined;

  constructor(readonly name: string, readonly text: string, readonly base: number) {}

  /** Offsets at which lines begin, ascending. */
  private starts(): number[] {
    if (!this.lineStarts) {
      const starts = [0];
      for (let i = this.text.indexOf('\n'); i >= 0; i = this.text.indexOf('\n', i + 1)) starts.push(i + 1);
      this.lineStarts = starts;
    }
    return this.lineStarts;
  }

  /** 1-based line of an offset. */
  lineOf(offset: number): number {
    const starts = this.starts();
    let low = 0, high = starts.length - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (starts[mid] <= offset) low = mid; else high = mid - 1;
    }
    return low + 1;
  }

  /** 1-based column in UTF-8 bytes, as the go command counts. */
  columnOf(offset: number): number {
    const start = this.starts()[this.lineOf(offset) - 1];
    return utf8Length(this.text.slice(start, offset)) + 1;
  }
}

export interface Place { file: string; line: number; column: number }

/** All source files of one compilation. */
export class FileSet {
  readonly files: SourceFile[] = [];
  private nextBase = 1;
  private last: SourceFile | undefined;

  add(name: string, text: string): SourceFile {
    const file = new SourceFile(name, text, this.nextBase);
    this.nextBase += text.length + 2;
    this.files.push(file);
    return file;
  }

  fileAt(pos: number): SourceFile | undefined {
    const last = this.last;
    if (last && pos >= last.base && pos <= last.base + last.text.length + 1) return last;
    let low = 0, high = this.files.length - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (this.files[mid].base <= pos) low = mid; else high = mid - 1;
    }
    return (this.last = pos > 0 ? this.files[low] : undefined);
  }

  lineAt(pos: number): number {
    const file = this.fileAt(pos);
    return file ? file.lineOf(pos - file.base) : 0;
  }

  place(pos: number): Place {
    const file = this.fileAt(pos);
    if (!file) return { file: '', line: 0, column: 0 };
    return { file: file.name, line: file.lineOf(pos - file.base), column: file.columnOf(pos - file.base) };
  }
}

/** One message about the program; `text` is without the place. */
export interface Diagnostic extends Place { text: string }

export function formatDiagnostic(d: Diagnostic): string {
  return d.line ? `${d.file}:${d.line}:${d.column}: ${d.text}` : d.file ? `${d.file}: ${d.text}` : d.text;
}

/** Thrown to leave a declaration that cannot be understood; the diagnostic is already recorded. */
export class Abandon extends Error {}

/** What to do with a program that uses what the subset leaves out. */
export const ADVICE = 'build it with Go and debug the binary';

export class Diagnostics {
  readonly list: Diagnostic[] = [];
  private readonly lines = new Set<string>();

  constructor(readonly files: FileSet) {}

  /** Records an error; one that was said of the same line already is dropped. */
  error(pos: number, text: string): void {
    this.at(this.files.place(pos), text);
  }

  at(place: Place, text: string): void {
    const key = `${place.file}:${place.line}:${text}`;
    if (place.line && this.lines.has(key)) return;
    this.lines.add(key);
    this.list.push({ ...place, text });
  }

  unsupported(pos: number, construct: string): void {
    this.error(pos, `${construct} not supported by the embedded toolchain: ${ADVICE}`);
  }

  sorted(): Diagnostic[] {
    const order = new Map(this.files.files.map((f, i) => [f.name, i]));
    return [...this.list].sort((a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line || a.column - b.column);
  }
}

export function utf8Length(text: string): number {
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x80) n++;
    else if (c < 0x800) n += 2;
    else if (c >= 0xd800 && c < 0xdc00) { n += 4; i++; }
    else n += 3;
  }
  return n;
}

/** The UTF-8 bytes of a code point as a byte string (one char per byte). */
export function encodeRune(code: number): string {
  if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) code = 0xfffd;
  if (code < 0x80) return String.fromCharCode(code);
  if (code < 0x800) return String.fromCharCode(0xc0 | code >> 6, 0x80 | code & 63);
  if (code < 0x10000) return String.fromCharCode(0xe0 | code >> 12, 0x80 | code >> 6 & 63, 0x80 | code & 63);
  return String.fromCharCode(0xf0 | code >> 18, 0x80 | code >> 12 & 63, 0x80 | code >> 6 & 63, 0x80 | code & 63);
}

/** A JS string as a byte string of its UTF-8 form. */
export function toByteString(text: string): string {
  let ascii = true;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x80) { ascii = false; break; }
  if (ascii) return text;
  let out = '';
  for (const ch of text) out += encodeRune(ch.codePointAt(0)!);
  return out;
}
