/** Statements of one WebAssembly function: locals, assignments, stores, structured control flow. */
import { ByteWriter, type Late } from './byte-writer';
import { Immediate, OP_LOCAL_GET, alignmentOf, local, typeByte, writeCall, writeOffset, writeOpcode, writeValue, Value, type ValueType } from './value';

/** What is known of a condition: how often it holds. */
export type Likelihood = 'likely' | 'unlikely';

/** A function for ModuleBuilder.addFunction. Offsets of branch hints count from the start of the body. */
export interface FunctionBody { readonly bytes: Uint8Array; readonly hints: readonly { offset: number; likely: boolean }[] }

/** A target of branches: the depth of nesting at which its construct stands. */
export type Label = number;

export class FunctionBuilder {
  code: ByteWriter;
  private readonly start = new ByteWriter(64);
  private readonly localTypes: ValueType[] = [];
  private readonly hints: { offset: number; likely: boolean }[] = [];
  private depth = 0;

  /** `size`: about how many bytes of code it will have. */
  constructor(private readonly params: readonly ValueType[], size = 512) {
    this.code = new ByteWriter(size);
  }

  newLocal(type: ValueType): number {
    return this.params.length + this.localTypes.push(type) - 1;
  }

  get(type: ValueType, index: number): Value {
    return local(type, index);
  }

  push(value: Value): void {
    writeValue(this.code, value);
  }

  set(index: number, value: Value): void {
    if (value.op === OP_LOCAL_GET && value.data === index) return;
    writeValue(this.code, value);
    this.code.u8(0x21);
    this.code.u32(index);
  }

  /** Emits at the function's start what turns out later to be needed there. */
  atStart(emit: () => void): void {
    const { code } = this;
    this.code = this.start;
    emit();
    this.code = code;
  }

  /** Keeps what is on the stack in a local, and leaves it there. */
  tee(index: number): void {
    this.code.u8(0x22);
    this.code.u32(index);
  }

  /** Takes what is on the stack into a local. */
  setTop(index: number): void {
    this.code.u8(0x21);
    this.code.u32(index);
  }

  /** Value as something that may be used often: constants and locals stay, anything else goes into a new local. */
  let(value: Value): Value {
    if (value.isConstant || value.immediate === Immediate.local) return value;
    const index = this.newLocal(value.type);
    this.set(index, value);
    return local(value.type, index);
  }

  /** Store opcode with address and value: memory[address + offset] = value. */
  store(op: number, address: Value, value: Value, offset: number | Late = 0): void {
    writeValue(this.code, address);
    writeValue(this.code, value);
    writeOpcode(this.code, op);
    this.code.u32(alignmentOf(op));
    writeOffset(this.code, offset);
  }

  /** Calls a `callee` (value.ts) that has no result. */
  call(called: number, args: readonly Value[]): void {
    for (const arg of args) writeValue(this.code, arg);
    writeCall(this.code, called);
  }

  /** Calls a function of the module or one that it imports; its results are left on the stack. */
  callFunction(index: number, args: readonly Value[]): void {
    for (const arg of args) writeValue(this.code, arg);
    this.code.u8(0x10);
    this.code.u32(index);
  }

  private open(op: number): Label {
    this.code.u8(op);
    this.code.u8(0x40);
    return ++this.depth;
  }

  block(): Label {
    return this.open(0x02);
  }

  loop(): Label {
    return this.open(0x03);
  }

  /**
   * With a likelihood, an engine that knows the branch hinting proposal keeps the other way out of the path's code: what a call
   * there destroys is then saved there, too, and not on the likely way.
   */
  if(condition: Value, likelihood?: Likelihood): Label {
    writeValue(this.code, condition);
    if (likelihood) this.hints.push({ offset: this.code.length, likely: likelihood === 'likely' });
    return this.open(0x04);
  }

  /** `if` whose condition is on the stack. */
  ifTop(): Label {
    return this.open(0x04);
  }

  else(): void {
    this.code.u8(0x05);
  }

  end(): void {
    this.code.u8(0x0b);
    this.depth--;
  }

  branch(label: Label): void {
    this.code.u8(0x0c);
    this.code.u32(this.depth - label);
  }

  branchIf(condition: Value, label: Label): void {
    writeValue(this.code, condition);
    this.code.u8(0x0d);
    this.code.u32(this.depth - label);
  }

  /** br_table: branches to labels[index], to `otherwise` beyond them. */
  branchTable(index: Value, labels: readonly Label[], otherwise: Label): void {
    writeValue(this.code, index);
    this.code.u8(0x0e);
    this.code.u32(labels.length);
    for (const label of labels) this.code.u32(this.depth - label);
    this.code.u32(this.depth - otherwise);
  }

  /** return_call is not used: it did not pay (facts/emulation.md). */
  callIndirect(type: number, index: Value, args: readonly Value[]): void {
    for (const arg of args) writeValue(this.code, arg);
    writeValue(this.code, index);
    this.code.u8(0x11);
    this.code.u32(type);
    this.code.u32(0);
  }

  /** With no value, returns what is on the stack. */
  return(value?: Value): void {
    if (value) writeValue(this.code, value);
    this.code.u8(0x0f);
  }

  unreachable(): void {
    this.code.u8(0x00);
  }

  finish(): FunctionBody {
    if (this.depth !== 0) throw new Error(`function with ${this.depth} open constructs`);
    const body = new ByteWriter(this.code.length + this.start.length + 64);
    const runs: { type: ValueType; count: number }[] = [];
    for (const type of this.localTypes) {
      const last = runs[runs.length - 1];
      if (last && last.type === type) last.count++;
      else runs.push({ type, count: 1 });
    }
    body.u32(runs.length);
    for (const run of runs) {
      body.u32(run.count);
      body.u8(typeByte(run.type));
    }
    body.raw(this.start.view());
    const start = body.length;
    this.code.fillIn();
    body.raw(this.code.view());
    body.u8(0x0b);
    return { bytes: body.view(), hints: this.hints.map(({ offset, likely }) => ({ offset: start + offset, likely })) };
  }
}
