/**
 * Makes the records of a run of instructions whose templates are known, in WebAssembly: a program's first milliseconds are
 * spent decoding, when V8 has compiled nothing of this file yet. What it cannot do it leaves to the caller.
 */
import { Flow, InstructionDecoder } from '../decode/iced';
import { ROW, Row } from '../decode/template-rows';
import { HASH_FACTOR, HASH_SHIFT } from '../decode/templates';
import { DECODER } from '../layout';
import type { FramePool } from '../memory/frames';
import type { LinearMemory } from '../memory/linear-memory';
import { PAGE_SIZE } from '../api';
import { FunctionBuilder, type FunctionBody } from '../wasm/function-builder';
import { STORE, i32, i64, local } from '../wasm/ops';
import type { Value } from '../wasm/value';
import type { GeneratedCode } from './generated-code';
import { RECORD_SIZE, RecordField } from './record';

/** What the decoder reads and writes at DECODER, i32 each. */
const enum Cell { keys = 0, values = 4, mask = 8, rows = 12, handlers = 16, firstCommon = 20, count = 24, ended = 28 }

const ROW_SIZE = ROW * 4;

type Decode = (host: number, end: number, low: number, high: number, record: number, table: number, count: number, most: number) => number;

export class RunDecoder {
  private readonly run: Decode;
  private keys: Int32Array | undefined;
  private synced = 0;
  private rows = 0;
  private capacity = 0;

  /** `firstCommon`: handler of the first of the common forms. */
  constructor(private readonly linear: LinearMemory, private readonly frames: FramePool, generated: GeneratedCode, firstCommon: number) {
    const builder = generated.newModule();
    builder.exportFunction('decode', builder.addFunction({ params: PARAMS, results: ['i32'] }, decodeFunction()));
    this.run = generated.instantiate(generated.compile(builder), 0, 0).decode as Decode;
    this.setCell(Cell.firstCommon, firstCommon);
  }

  private cell(cell: Cell): number { return this.linear.u32[DECODER + cell >>> 2]; }

  private setCell(cell: Cell, value: number): void { this.linear.u32[DECODER + cell >>> 2] = value; }

  /**
   * Decodes from host address `host` on, below `end` (both on one page), into records from `record` on; enters them into the
   * page's table. Ends at what it does not know, in front of a record, after `most` instructions or one that does not go on.
   * Gives the host address behind the last instruction; `count` and `ended` say how many there are and whether it goes on.
   */
  decode(host: number, end: number, address: number, record: number, table: number, count: number, most: number): number {
    this.synchronise();
    return this.run(host, end, address >>> 0, Math.floor(address / 0x1_0000_0000), record, table, count, most);
  }

  /** Instructions of the run, with those before `decode` was called. */
  get count(): number { return this.cell(Cell.count); }

  /** The last instruction does not go on to the next. */
  get ended(): boolean { return this.cell(Cell.ended) !== 0; }

  /** Handler of what fits the template; 0: not known, or not the same for all. */
  handlerOf(template: number): number {
    this.synchronise();
    return this.linear.u32[(this.cell(Cell.handlers) >>> 2) + template] || this.commonHandler(InstructionDecoder.templates.rows[template * ROW + Row.commonForm]);
  }

  private commonHandler(form: number): number { return form === 0 ? 0 : this.cell(Cell.firstCommon) + form - 1; }

  setHandler(template: number, handler: number): void {
    this.synchronise();
    this.linear.u32[(this.cell(Cell.handlers) >>> 2) + template] = handler;
  }

  /** Copies what was learned since the last time into linear memory. */
  private synchronise(): void {
    const { templates } = InstructionDecoder;
    if (this.keys !== templates.keys) this.copyTable();
    const { changed, keys, values } = templates;
    if (this.synced < changed.length) {
      const { i32: words } = this.linear;
      const [toKeys, toValues] = [this.cell(Cell.keys) >>> 2, this.cell(Cell.values) >>> 2];
      for (; this.synced < changed.length; this.synced++) {
        const at = changed[this.synced];
        words[toKeys + at] = keys[at];
        words[toValues + at] = values[at];
      }
    }
    if (this.rows === templates.count) return;
    if (templates.count > this.capacity) this.growRows(templates.count);
    this.linear.i32.set(templates.rows.subarray(this.rows * ROW, templates.count * ROW), (this.cell(Cell.rows) >>> 2) + this.rows * ROW);
    this.rows = templates.count;
  }

  private reserve(bytes: number): number { return this.frames.reserve(Math.ceil(bytes / PAGE_SIZE)); }

  private copyTable(): void {
    const { keys, values, changed } = InstructionDecoder.templates;
    if (this.keys?.length !== keys.length) {
      this.setCell(Cell.keys, this.reserve(keys.byteLength));
      this.setCell(Cell.values, this.reserve(values.byteLength));
      this.setCell(Cell.mask, keys.length - 1);
    }
    this.keys = keys;
    this.linear.i32.set(keys, this.cell(Cell.keys) >>> 2);
    this.linear.i32.set(values, this.cell(Cell.values) >>> 2);
    this.synced = changed.length;
  }

  private growRows(count: number): void {
    const before = this.capacity;
    this.capacity = Math.max(count, this.capacity * 2, 1024);
    const handlers = this.reserve(this.capacity * 4);
    this.linear.u8.copyWithin(handlers, this.cell(Cell.handlers), this.cell(Cell.handlers) + before * 4);
    this.setCell(Cell.handlers, handlers);
    this.setCell(Cell.rows, this.reserve(this.capacity * ROW_SIZE));
    this.rows = 0;
  }
}

const PARAMS = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;

function decodeFunction(): FunctionBody {
  const fn = new FunctionBuilder(PARAMS, 1024);
  const [HOST, END, LOW, HIGH, RECORD, TABLE, COUNT, MOST] = [0, 1, 2, 3, 4, 5, 6, 7];
  const get = (index: number): Value => local('i32', index);
  const cell = (which: Cell): Value => i32.load(i32.const(DECODER + which));
  const address = fn.newLocal('i64');
  const [at, node, key, place, row, handler, slot, after] = Array.from({ length: 8 }, () => fn.newLocal('i32'));
  const leave = (): void => {
    fn.store(STORE.i32, i32.const(DECODER + Cell.count), get(COUNT));
    fn.return(get(HOST));
  };
  const leaveIf = (condition: Value): void => {
    fn.if(condition);
    leave();
    fn.end();
  };
  fn.store(STORE.i32, i32.const(DECODER + Cell.ended), i32.const(0));
  fn.set(address, i64.add(i64.extend_i32_u(get(LOW)), i64.shl(i64.extend_i32_u(get(HIGH)), i64.const(32))));

  const next = fn.loop();
  leaveIf(i32.ge_u(get(COUNT), get(MOST)));
  fn.set(slot, i32.add(get(TABLE), i32.shl(i32.and(get(HOST), i32.const(PAGE_SIZE - 1)), i32.const(2))));
  leaveIf(i32.load(get(slot)));

  // The template: a step from node to node for each byte.
  fn.set(node, i32.const(0));
  fn.set(at, get(HOST));
  const step = fn.loop();
  leaveIf(i32.ge_u(get(at), get(END)));
  fn.set(key, i32.add(i32.add(i32.shl(get(node), i32.const(8)), i32.load8_u(get(at))), i32.const(1)));
  fn.set(place, i32.shr_u(i32.mul(get(key), i32.const(HASH_FACTOR)), i32.const(HASH_SHIFT)));
  const probe = fn.loop();
  fn.set(place, i32.and(get(place), cell(Cell.mask)));
  const found = fn.let(i32.load(i32.add(cell(Cell.keys), i32.shl(get(place), i32.const(2)))));
  leaveIf(i32.eqz(found));
  fn.if(i32.ne(found, get(key)));
  fn.set(place, i32.add(get(place), i32.const(1)));
  fn.branch(probe);
  fn.end();
  fn.end();
  fn.set(node, i32.load(i32.add(cell(Cell.values), i32.shl(get(place), i32.const(2)))));
  leaveIf(i32.eqz(get(node)));
  fn.set(at, i32.add(get(at), i32.const(1)));
  fn.branchIf(i32.gt_s(get(node), i32.const(0)), step);
  fn.end();
  const template = fn.let(i32.sub(i32.const(-1), get(node)));

  fn.set(row, i32.add(cell(Cell.rows), i32.mul(template, i32.const(ROW_SIZE))));
  const field = (which: Row): Value => i32.load(get(row), which * 4);
  const length = fn.let(i32.shr_u(i32.load(get(row), Row.record * 4 + 12), i32.const(8)));
  fn.set(after, i32.add(get(HOST), length));
  leaveIf(i32.gt_u(get(after), get(END)));
  fn.set(handler, i32.load(i32.add(cell(Cell.handlers), i32.shl(template, i32.const(2)))));
  fn.if(i32.eqz(get(handler)));
  leaveIf(i32.eqz(field(Row.commonForm)));
  fn.set(handler, i32.add(i32.sub(field(Row.commonForm), i32.const(1)), cell(Cell.firstCommon)));
  fn.end();

  // The record.
  fn.store(STORE.i32, get(RECORD), get(handler), RecordField.handler);
  fn.store(STORE.i32, get(RECORD), i32.const(0), RecordField.link);
  fn.store(STORE.i64, get(RECORD), local('i64', address), RecordField.address);
  for (let offset = 0; offset < ROW_SIZE / 2; offset += 8) fn.store(STORE.i64, get(RECORD), i64.load(get(row), Row.record * 4 + offset), RecordField.operand0 + offset);
  fn.set(address, i64.add(local('i64', address), i64.extend_i32_u(length)));
  writeConstants(fn, get(HOST), local('i64', address), field(Row.constants), field(Row.meaning), get(RECORD));
  fn.store(STORE.i32, get(slot), get(RECORD));

  fn.set(HOST, get(after));
  fn.set(RECORD, i32.add(get(RECORD), i32.const(RECORD_SIZE)));
  fn.set(COUNT, i32.add(get(COUNT), i32.const(1)));
  const flow = fn.let(i32.load8_u(get(row), Row.kind * 4));
  fn.branchIf(i32.or(i32.eq(flow, i32.const(Flow.next)), i32.eq(flow, i32.const(Flow.branch))), next);
  fn.store(STORE.i32, i32.const(DECODER + Cell.ended), i32.const(1));
  leave();
  fn.end();
  fn.unreachable();
  return fn.finish();
}

/** As template-rows.ts does. `after`: address behind the instruction. */
function writeConstants(fn: FunctionBuilder, host: Value, after: Value, constants: Value, meaning: Value, record: Value): void {
  const value = fn.newLocal('i64');
  const places = fn.let(constants), means = fn.let(meaning);
  /** Reads a signed number of 1, 2, 4 or 8 bytes. */
  const read = (at: Value, size: Value): void => {
    const from = fn.let(i32.add(host, at));
    const length = fn.let(size);
    fn.if(i32.eq(length, i32.const(1)));
    fn.set(value, i64.load8_s(from));
    fn.else();
    fn.if(i32.eq(length, i32.const(4)));
    fn.set(value, i64.load32_s(from));
    fn.else();
    fn.if(i32.eq(length, i32.const(2)));
    fn.set(value, i64.load16_s(from));
    fn.else();
    fn.set(value, i64.load(from));
    fn.end();
    fn.end();
    fn.end();
  };
  const byte = (word: Value, index: number): Value => i32.and(i32.shr_u(word, i32.const(index * 8)), i32.const(0xff));
  const relative = (bit: number): void => {
    fn.if(i32.and(means, i32.const(bit)));
    fn.set(value, i64.add(after, local('i64', value)));
  };

  fn.if(byte(places, 1));
  read(byte(places, 0), byte(places, 1));
  relative(1);
  fn.end();
  fn.store(STORE.i64, record, local('i64', value), RecordField.displacement);
  fn.end();

  fn.if(byte(places, 3));
  read(byte(places, 2), byte(places, 3));
  relative(2);
  fn.else();
  const bits = fn.let(i32.shr_u(means, i32.const(16)));
  fn.if(i32.lt_u(bits, i32.const(64)));
  fn.set(value, i64.and(local('i64', value), i64.sub(i64.shl(i64.const(1), i64.extend_i32_u(bits)), i64.const(1))));
  fn.end();
  fn.end();
  fn.store(STORE.i64, record, local('i64', value), RecordField.immediate);
  fn.end();
}
