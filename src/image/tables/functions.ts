/** FunctionTable over plain tables. */
import type { FunctionInfo, FunctionTable, InlinedBody, InlinedCall } from '../program-image';
import { lastAtOrBelow } from '../shared/search';
import type { PlainFunction, PlainInlined } from './plain';

interface Known { plain: PlainFunction; info: FunctionInfo; stackStarts: Float64Array | undefined }

export class PlainFunctions implements FunctionTable {
  readonly all: readonly FunctionInfo[];
  private readonly known: Known[];
  private readonly entries: Float64Array;
  private readonly names = new Map<string, FunctionInfo>();
  private bodies: Map<string, InlinedBody[]> | undefined;

  constructor(functions: readonly PlainFunction[]) {
    this.known = [...functions].sort((a, b) => a.entry - b.entry).map((plain) => ({
      plain,
      info: {
        name: plain.name, entry: plain.entry, end: plain.end, file: plain.file, startLine: plain.startLine,
        topFrame: plain.topFrame ?? false, spWrite: plain.spWrite ?? false, argsSize: plain.argsSize,
      },
      stackStarts: undefined,
    }));
    this.all = this.known.map(({ info }) => info);
    this.entries = Float64Array.from(this.all, (info) => info.entry);
    for (const info of this.all) if (!this.names.has(info.name)) this.names.set(info.name, info);
  }

  private knownAt(pc: number): Known | undefined {
    const found = this.known[lastAtOrBelow(this.entries, pc)];
    return found && pc < found.plain.end ? found : undefined;
  }

  /** The tables of the function around pc. */
  plainAt(pc: number): PlainFunction | undefined { return this.knownAt(pc)?.plain; }
  at(pc: number): FunctionInfo | undefined { return this.knownAt(pc)?.info; }
  byName(name: string): FunctionInfo | undefined { return this.names.get(name); }

  stackDelta(pc: number): number | undefined {
    const found = this.knownAt(pc);
    if (!found) return undefined;
    const starts = (found.stackStarts ??= Float64Array.from(found.plain.stack, ([start]) => start));
    return found.plain.stack[lastAtOrBelow(starts, pc)]?.[1];
  }

  inlinedAt(pc: number): InlinedCall[] {
    const plain = this.plainAt(pc);
    const bodies = plain?.inlined?.filter((body) => covers(body.ranges, pc)) ?? [];
    if (!plain || bodies.length === 0) return [];
    // The position inside of a body is that of the call of the next inner one; of the innermost: that of the code.
    const calls: InlinedCall[] = [];
    const row = lineRowAt(plain, pc);
    let line = row?.line ?? 0;
    for (let i = bodies.length - 1; i >= 0; i--) {
      const { name, file, callFile, callLine } = bodies[i];
      calls.push({ name, file, line, callFile, callLine });
      line = callLine;
    }
    return calls;
  }

  bodiesOf(name: string): InlinedBody[] { return [...this.allBodies().get(name) ?? []]; }
  inlinedNames(): Iterable<string> { return this.allBodies().keys(); }

  private allBodies(): Map<string, InlinedBody[]> {
    if (this.bodies) return this.bodies;
    this.bodies = new Map();
    for (const { plain, info } of this.known) {
      for (const { name, ranges } of plain.inlined ?? []) {
        if (ranges.length === 0) continue;
        const body = { name, host: info, start: ranges[0].start, end: ranges[0].end };
        const list = this.bodies.get(name);
        if (list) list.push(body); else this.bodies.set(name, [body]);
      }
    }
    return this.bodies;
  }
}

function covers(ranges: PlainInlined['ranges'], pc: number): boolean {
  return ranges.some((range) => pc >= range.start && pc < range.end);
}

/** The row that covers pc. Functions have few rows and this is asked seldom; a copy of the addresses would cost more. */
export function lineRowAt(plain: PlainFunction, pc: number): PlainFunction['lines'][number] | undefined {
  let low = 0;
  let high = plain.lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (plain.lines[middle].address <= pc) low = middle + 1; else high = middle;
  }
  return plain.lines[low - 1];
}
