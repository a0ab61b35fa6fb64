/** Compiles one function: its parameters and locals, its body, its results. */
import type { Expr, Stmt } from '../syntax/ast';
import type { FunctionBody, Package, Variable } from '../types/entities';
import { terminates } from '../types/terminating';
import * as T from '../types/types';
import type { CompiledVariable, TextSymbol } from '../link/symbols';
import { RAX, RBP, RDX, RIP, RSP } from '../x86/code-buffer';
import { Label } from '../x86/emitter';
import { closureLayout } from './closures';
import type { Place } from './frame';
import { shownArguments } from './shown-arguments';
import { argumentLayout, Frame } from './frame';
import type { Generator } from './generator';
import { addressOf, copy, offsetPlace, zero } from './memory';
import { block } from './statements';
import { convertInto, into } from './values';

export class Fn extends Frame {
  /** Where `break` and `continue` of a statement go. */
  readonly targets = new Map<Stmt, { breakTo?: Label; continueTo?: Label }>();
  readonly labels = new Map<Stmt, Label>();
  /** Values that stand for themselves: expressions made up by the compiler whose value is in memory. */
  readonly given = new Map<Expr, Place>();
  body: FunctionBody | undefined;
  /** Exit for a recovered panic. */
  recovered: Label | undefined;
  private readonly closureBlocks = new Map<FunctionBody, Place>();
  private context: Place | undefined;

  constructor(gen: Generator, symbol: string, file: string, startLine: number, readonly pkg: Package) {
    super(gen, symbol, file, startLine);
  }

  /** The slot that keeps DX, the closure's address; to be asked for before any other code. */
  contextSlot(): Place {
    if (!this.context) {
      if (this.e.length !== 0) throw new Error(`internal error: ${this.symbol}: context asked for too late`);
      this.context = this.temp(8);
      this.e.store({ base: RBP, disp: this.context.disp }, RDX, 8);
    }
    return this.context;
  }

  withPlace(e: Expr, p: Place, action: () => void): void {
    this.given.set(e, p);
    action();
    this.given.delete(e);
  }
  into(e: Expr, to: Place): void { into(this, e, to); }
  convertInto(e: Expr, target: T.Type, to: Place): void { convertInto(this, e, target, to); }

  /** Copies a value into the outgoing area. */
  copyOut(from: Place, offset: number, size: number): void {
    this.reserve(offset + size);
    copy(this, { base: RSP, disp: offset }, from, size);
  }

  /** A zeroed object on the heap; its address in AX. */
  newObject(t: T.Type): void {
    this.reserve(16);
    this.e.lea(RAX, { base: RIP, disp: 0, symbol: this.gen.typeSymbol(t) });
    this.e.store(this.out(0), RAX, 8);
    this.runtime('newobject', 16);
    this.e.load(RAX, this.out(8), 8, false);
  }

  /** The frame's block for a literal whose closure does not outlive it. */
  closureSpace(literal: FunctionBody): Place { return this.closureBlocks.get(literal)!; }

  /** Compiles a declared function or a literal. `nosplit` from its pragmas. */
  compile(body: FunctionBody, nosplit: boolean): TextSymbol {
    this.body = body;
    if (body.usesClosurePointer) this.contextSlot();
    const receiver = body.receiver ? [body.receiver] : [];
    const params = [...receiver, ...body.params];
    const layout = argumentLayout(params.map((v) => v.type), body.signature.results);
    if (body.captures.length) this.contextSlot();
    this.atLine(this.startLine, true);
    // Locals first: their slots stay for the whole function.
    const own = new Set([...params, ...body.results]);
    for (const v of body.variables) {
      if (own.has(v)) continue;
      const slot = this.temp(v.escapes ? 8 : T.sizeOf(v.type));
      this.places.set(v, v.escapes ? { base: RBP, disp: 0, slot: slot.disp } : slot);
    }
    for (const l of body.literals) if (l.info!.closureOnStack) this.closureBlocks.set(l.info!, this.temp(T.sizeOf(closureLayout(l.info!.captures).type)));
    params.forEach((v, i) => this.parameter(v, 16 + layout.params[i], 'argument'));
    body.results.forEach((v, i) => {
      const p: Place = { base: RBP, disp: 16 + layout.results[i] };
      zero(this, p, T.sizeOf(v.type));
      this.parameter(v, 16 + layout.results[i], 'result');
    });
    this.captures(body);
    if (body.hasDefer) this.recovered = new Label();
    block(this, body.block.stmts);
    if (!terminates(body.block)) {
      this.at(body.block.end, true);
      this.returnNow();
    }
    if (this.recovered) {
      this.at(body.block.end, false);
      this.e.place(this.recovered);
      this.restoreBasePointer();
      this.returnNow();
    }
    const text = this.finish(layout.size, { nosplit, wrapper: false, needsContext: body.captures.length > 0 || !!this.context });
    return { ...text, shownArguments: shownArguments(params.map((v) => v.type), layout.params) };
  }

  private parameter(v: Variable, offset: number, role: 'argument' | 'result'): void {
    if (!v.escapes) {
      this.places.set(v, { base: RBP, disp: offset });
      if (v.name !== '_') this.describe(v, v.type, role, offset, false);
      return;
    }
    const slot = this.temp(8);
    this.newObject(v.type);
    this.e.store({ base: RBP, disp: slot.disp }, RAX, 8);
    const p: Place = { base: RBP, disp: 0, slot: slot.disp };
    this.places.set(v, p);
    copy(this, p, { base: RBP, disp: offset }, T.sizeOf(v.type));
    this.describe(v, v.type, role, slot.disp, true);
  }

  private captures(body: FunctionBody): void {
    if (!body.captures.length) return;
    const closure: Place = { base: RBP, disp: 0, slot: this.contextSlot().disp };
    for (const s of closureLayout(body.captures).slots) {
      const v = s.variable;
      if (s.byValue) {
        const slot = this.temp(T.sizeOf(v.type));
        copy(this, slot, offsetPlace(closure, s.offset), T.sizeOf(v.type));
        this.places.set(v, slot);
        this.describe(v, v.type, 'local', slot.disp, false);
      } else {
        const slot = this.temp(8);
        copy(this, slot, offsetPlace(closure, s.offset), 8);
        this.places.set(v, { base: RBP, disp: 0, slot: slot.disp });
        this.describe(v, v.type, 'local', slot.disp, true);
      }
    }
  }

  /** A new instance of a local variable: zeroed, on the heap if it escapes. */
  declare(v: Variable, zeroed: boolean): Place {
    const p = this.places.get(v)!;
    if (v.escapes) {
      this.newObject(v.type);
      this.e.store({ base: RBP, disp: p.slot! }, RAX, 8);
    } else if (zeroed) zero(this, p, T.sizeOf(v.type));
    return p;
  }

  /** From here on the debugger sees v. */
  inScope(v: Variable): CompiledVariable | undefined {
    if (v.name === '_') return undefined;
    const p = this.places.get(v)!;
    return this.describe(v, v.type, 'local', p.slot ?? p.disp, v.escapes);
  }

  /** Runs defers, copies escaped results back, leaves. */
  returnNow(): void {
    const body = this.body!;
    if (body.hasDefer) this.runtime('deferreturn', 0);
    const params = [...(body.receiver ? [body.receiver] : []), ...body.params];
    const layout = argumentLayout(params.map((v) => v.type), body.signature.results);
    body.results.forEach((v, i) => {
      if (v.escapes) copy(this, { base: RBP, disp: 16 + layout.results[i] }, this.places.get(v)!, T.sizeOf(v.type));
    });
    this.epilogue();
  }

  addressInto(p: Place, to: Place): void {
    addressOf(this, p, RAX);
    this.e.store(this.mem(to), RAX, 8);
  }
}
