/** Arguments, results and locals in scope at a pc, in a function's own frame or in a body inlined there. */
import type { FunctionTable, GoType, LineTable, Location, VariableInfo } from '../program-image';
import { lastAtOrBelow } from '../shared/search';
import { At, Tag } from './constants';
import type { Entry } from './entries';
import { locationOf } from './expressions';
import { type DwarfIndex, numberOf } from './dwarf-index';
import { readLocations } from './lists';
import type { DwarfTypes } from './types';

/** A subprogram, inlined body or lexical block with what is declared in it. */
interface Scope { entry: Entry; ranges: { start: number; end: number }[]; variables: Entry[]; children: Scope[] }

/** Where a frame is: its pc and line, the file of its function, and what frame offsets count from. */
interface Context { pc: number; line: number | undefined; file: string; frameBase: Uint8Array | undefined }

const maximumDepth = 100;

export class DwarfVariables {
  /** Entries of subprograms, ascending, and where they are in .debug_info. */
  private starts: { lows: Float64Array; offsets: number[] } | undefined;
  private readonly scopes = new Map<number, Scope | undefined>();

  constructor(private readonly index: DwarfIndex, private readonly types: DwarfTypes, private readonly functions: FunctionTable, private readonly lines: LineTable) {}

  at(pc: number, depth: number): VariableInfo[] {
    const root = this.scopeAt(pc);
    if (!root) return [];
    // Frames from the outside in: the function, then the bodies inlined at pc.
    const frames = [root];
    for (let body = innerBody(root, pc); body; body = innerBody(body, pc)) frames.push(body);
    const frame = this.frameAt(frames, pc, depth);
    if (!frame) return [];
    const frameBase = root.entry.values.get(At.frameBase);
    const context: Context = {
      pc, line: this.lineIn(pc, depth), file: this.functions.inlinedAt(pc)[depth]?.file ?? this.functions.at(pc)?.file ?? '',
      frameBase: frameBase instanceof Uint8Array ? frameBase : undefined,
    };
    return this.collect(frame, context);
  }

  /** gopclntab says how many bodies are inlined at pc; DWARF's ranges may leave one out, so names decide. */
  private frameAt(frames: Scope[], pc: number, depth: number): Scope | undefined {
    const calls = this.functions.inlinedAt(pc);
    if (calls.length === 0) return frames[frames.length - 1 - depth];
    if (depth === calls.length) return frames[0];
    const wanted = calls[depth]?.name;
    if (wanted === undefined) return undefined;
    const expected = frames[calls.length - depth];
    if (expected && this.index.nameOf(expected.entry) === wanted) return expected;
    return frames.slice(1).reverse().find((frame) => this.index.nameOf(frame.entry) === wanted) ?? this.nearestBody(frames[0], wanted, calls[depth].callLine, pc);
  }

  /** Compilers may leave nested bodies out of the ranges of outer ones; then the body of the same call next to pc is meant. */
  private nearestBody(root: Scope, name: string, callLine: number, pc: number): Scope | undefined {
    let best: Scope | undefined;
    let bestDistance = Infinity;
    const visit = (scope: Scope): void => {
      for (const child of scope.children) {
        visit(child);
        if (child.entry.tag !== Tag.inlinedSubroutine || child.entry.values.get(At.callLine) !== callLine || this.index.nameOf(child.entry) !== name) continue;
        for (const { start, end } of child.ranges) {
          const distance = pc < start ? start - pc : pc - end;
          if (distance < bestDistance) {
            best = child;
            bestDistance = distance;
          }
        }
      }
    };
    visit(root);
    return best;
  }

  /** The line being executed in the frame `depth`. */
  private lineIn(pc: number, depth: number): number | undefined {
    return depth === 0 ? this.lines.at(pc)?.line : this.functions.inlinedAt(pc)[depth - 1]?.callLine;
  }

  /** The function around pc with everything declared in it. */
  private scopeAt(pc: number): Scope | undefined {
    const { lows, offsets } = this.starts ??= this.readStarts();
    const i = lastAtOrBelow(lows, pc);
    if (i < 0) return undefined;
    const offset = offsets[i];
    if (!this.scopes.has(offset)) {
      const entry = this.index.entryAt(offset);
      this.scopes.set(offset, entry && this.readScope(entry, 0));
    }
    const scope = this.scopes.get(offset);
    return scope && contains(scope, pc) ? scope : undefined;
  }

  private readStarts(): { lows: Float64Array; offsets: number[] } {
    const starts: { low: number; offset: number }[] = [];
    for (const offset of this.index.subprograms) {
      if (!this.index.shapeAt(offset)?.attributes.includes(At.lowPc)) continue;
      const low = numberOf(this.index.entryAt(offset)?.values.get(At.lowPc));
      if (low !== undefined) starts.push({ low, offset });
    }
    starts.sort((a, b) => a.low - b.low);
    return { lows: Float64Array.from(starts, (start) => start.low), offsets: starts.map((start) => start.offset) };
  }

  private readScope(entry: Entry, depth: number): Scope {
    const scope: Scope = { entry, ranges: this.rangesOf(entry), variables: [], children: [] };
    for (const child of this.index.childrenOf(entry)) {
      if (child.tag === Tag.variable || child.tag === Tag.formalParameter) scope.variables.push(child);
      else if ((child.tag === Tag.lexicalBlock || child.tag === Tag.inlinedSubroutine) && depth < maximumDepth) scope.children.push(this.readScope(child, depth + 1));
    }
    return scope;
  }

  private rangesOf(entry: Entry): { start: number; end: number }[] {
    try {
      return this.index.rangesOf(entry);
    } catch {
      return [];
    }
  }

  /** Variables of the frame and of its blocks around pc; inner ones last, and they shadow outer ones. */
  private collect(frame: Scope, context: Context): VariableInfo[] {
    const found: { -readonly [K in keyof VariableInfo]: VariableInfo[K] }[] = [];
    const visit = (scope: Scope): void => {
      for (const entry of scope === frame ? this.frameVariables(frame) : scope.variables) {
        const variable = this.variable(entry, context);
        if (!variable) continue;
        if (variable.name !== '_') for (const outer of found) if (outer.name === variable.name) outer.shadowed = true;
        found.push(variable);
      }
      for (const child of scope.children) if (child.entry.tag === Tag.lexicalBlock && contains(child, context.pc)) visit(child);
    };
    visit(frame);
    return found;
  }

  /**
   * Variables of a frame's outermost scope. An inlined body leaves out parameters that needed no place, and shuffles the
   * others; they are taken from the declaration, in its order.
   */
  private frameVariables(frame: Scope): Entry[] {
    const origin = numberOf(frame.entry.values.get(At.abstractOrigin));
    const declared = origin === undefined ? undefined : this.index.entryAt(origin);
    if (!declared) return frame.variables;
    const placed = new Map(frame.variables.map((entry) => [entry.values.get(At.abstractOrigin), entry]));
    const parameters = this.index.childrenOf(declared).filter((child) => child.tag === Tag.formalParameter).map((child) => placed.get(child.offset) ?? child);
    return [...parameters, ...frame.variables.filter((entry) => !parameters.includes(entry))];
  }

  private variable(entry: Entry, { pc, line, file, frameBase }: Context): VariableInfo | undefined {
    const fullName = this.index.nameOf(entry);
    const type = numberOf(this.index.inherited(entry, At.type));
    if (!fullName || type === undefined) return undefined;
    const isParameter = entry.tag === Tag.formalParameter;
    const declLine = numberOf(this.index.inherited(entry, At.declLine));
    // A local is not there before its declaration, though its block and its stack slot are.
    if (!isParameter && declLine !== undefined && line !== undefined && declLine > line) return undefined;
    const escaped = fullName.startsWith('&');
    const declared = this.types.at(type);
    return {
      name: escaped ? fullName.slice(1) : fullName,
      type: escaped && declared.elem ? declared.elem : declared as GoType,
      role: !isParameter ? 'local' : this.index.inherited(entry, At.variableParameter) === 1 ? 'result' : 'argument',
      location: this.location(entry, pc, frameBase),
      declaration: declLine === undefined ? undefined : { file, line: declLine },
      shadowed: false,
      escaped,
    };
  }

  private location(entry: Entry, pc: number, frameBase: Uint8Array | undefined): Location {
    const { unit } = entry;
    const value = entry.values.get(At.location);
    const addressAt = (at: number): number => this.index.entries.indexedAddress(unit, at);
    if (value instanceof Uint8Array) return value.length > 0 ? locationOf(value, frameBase, addressAt) : { kind: 'gone' };
    if (typeof value !== 'number') {
      const constant = this.index.entries.wideConstant(entry, At.constValue);
      return constant === undefined ? { kind: 'gone' } : { kind: 'constant', value: constant };
    }
    try {
      const range = readLocations(this.index.sections, this.index.entries, unit, value).find((each) => pc >= each.start && pc < each.end);
      return range ? locationOf(range.expression, frameBase, addressAt) : { kind: 'gone' };
    } catch {
      return { kind: 'gone' };
    }
  }
}

function contains(scope: Scope, pc: number): boolean {
  return scope.ranges.some((range) => pc >= range.start && pc < range.end);
}

/** The inlined body directly inside `scope` (or inside a block of it) that contains pc. */
function innerBody(scope: Scope, pc: number): Scope | undefined {
  for (const child of scope.children) {
    if (child.entry.tag === Tag.inlinedSubroutine) {
      if (contains(child, pc)) return child;
    } else {
      // A body may lie outside of its block's ranges, so blocks are searched whether they contain pc or not.
      const found = innerBody(child, pc);
      if (found) return found;
    }
  }
  return undefined;
}
