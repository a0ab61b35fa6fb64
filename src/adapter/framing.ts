/** DAP's framing ("Content-Length: N", an empty line, N bytes of JSON), read so that a damaged message costs only itself. */

/** A header is some ten bytes; what goes on for longer without its end is none. */
const LONGEST_HEADER = 4096;
/** No request is larger; a length beyond it is a mistake, and waiting for so many bytes would be for ever. */
const LONGEST_BODY = 1 << 26;

/** How a message begins. JSON has no line breaks within strings, so that this cannot be part of a whole body. */
const BEGINNING = /Content-Length:[^\r\n]*\r?\n/i;
const HEADER_END = /\r?\n\r?\n/;
const HEADER_LINES = /^([\w-]+:[^\r\n]*\r?\n)*$/;

export interface FrameListener {
  /** a body, parsed */
  message(value: unknown): void;
  /** Bytes were left out, up to where the next message begins; told once for a stretch of them. `why` is one line. */
  damaged(why: string): void;
}

/** Cuts a stream of bytes into messages. After damage it goes on at the next header. */
export class FrameReader {
  private bytes: Uint8Array = new Uint8Array(0);
  /** of the body that is being read; undefined: a header comes next */
  private length: number | undefined;
  /** Damage has been told, and no header found since. */
  private isLost = false;
  /** bytes of the unfinished body that have been searched for a beginning */
  private searched = 0;

  constructor(private readonly listener: FrameListener) {}

  push(chunk: Uint8Array): void {
    this.bytes = joined(this.bytes, chunk);
    while (this.length === undefined ? this.readHeader() : this.readBody(this.length));
  }

  /** True if something was done: there may be more. */
  private readHeader(): boolean {
    const text = latin1(this.bytes.subarray(0, LONGEST_HEADER));
    const end = HEADER_END.exec(text);
    const begin = BEGINNING.exec(text.slice(0, end ? end.index + end[0].length : undefined));
    if (begin && !HEADER_LINES.test(text.slice(0, begin.index))) {
      this.lost('something else than a header stands before it');
      this.drop(begin.index);
      return true;
    }
    if (!end) {
      if (text.length < LONGEST_HEADER) return false;
      this.lost(`${LONGEST_HEADER} bytes have no header`);
      // One may be cut at the end.
      this.drop(begin ? begin.index + 1 : text.length - 'Content-Length:'.length);
      return true;
    }
    this.drop(end.index + end[0].length);
    const value = begin?.[0].slice('Content-Length:'.length).trim();
    if (value === undefined) this.lost('its header has no Content-Length');
    else if (!/^\d+$/.test(value)) this.lost(`Content-Length "${value.slice(0, 40)}" is no number of bytes`);
    else if (Number(value) > LONGEST_BODY) this.lost(`Content-Length ${value.slice(0, 40)} is more than ${LONGEST_BODY}`);
    else {
      this.length = Number(value);
      this.searched = 0;
      this.isLost = false;
    }
    return true;
  }

  private readBody(length: number): boolean {
    const next = this.beginningWithin(length);
    if (next === undefined && this.bytes.length < length) return false;
    if (next !== undefined) this.lost(`Content-Length ${length} is longer than the message`);
    const body = this.bytes.subarray(0, next ?? length);
    this.length = undefined;
    if (body.length === 0 || this.give(body)) {
      this.drop(body.length);
      return true;
    }
    this.lost('it is no JSON');
    // A length a little too large has taken the first bytes of the next header.
    const cut = cutHeader(latin1(body.subarray(-LONGEST_HEADER)));
    const rest = body.subarray(0, body.length - cut);
    if (cut > 0) this.give(rest);
    this.drop(rest.length);
    return true;
  }

  /** True if the body was JSON. */
  private give(body: Uint8Array): boolean {
    let value: unknown;
    try {
      value = JSON.parse(new TextDecoder().decode(body));
    } catch {
      return false;
    }
    this.listener.message(value);
    return true;
  }

  /** Where the next message begins inside the body, whose length is wrong then. */
  private beginningWithin(length: number): number | undefined {
    const from = Math.max(0, this.searched - LONGEST_HEADER);
    const text = latin1(this.bytes.subarray(from, length));
    this.searched = from + text.length;
    const found = BEGINNING.exec(text);
    return found ? from + found.index : undefined;
  }

  private lost(why: string): void {
    if (!this.isLost) this.listener.damaged(why);
    this.isLost = true;
  }

  private drop(count: number): void { this.bytes = this.bytes.subarray(count); }
}

/** How many bytes at the end may be the beginning of a header. */
function cutHeader(text: string): number {
  const name = 'content-length:';
  const lower = text.toLowerCase();
  const whole = lower.lastIndexOf(name);
  if (whole >= 0 && !lower.includes('\n', whole)) return text.length - whole;
  for (let length = name.length - 1; length > 0; length--) if (lower.endsWith(name.slice(0, length))) return length;
  return 0;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** One character for each byte. */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}
