/** The function table that all generated code shares, and the making of modules that put functions into it. */
import { BOUNCE, MEMORY_MAXIMUM, MOVED, TLB, TLB_DELTA, TLB_ENTRIES, TLB_ENTRY_SHIFT, TLB_WRITE_TAG } from '../layout';
import { AccessKind } from '../memory/access-kind';
import type { LinearMemory } from '../memory/linear-memory';
import { HELPERS, HELPER_NAMES, type HelperName } from '../wasm/helpers';
import { FunctionBuilder, type FunctionBody } from '../wasm/function-builder';
import { ModuleBuilder } from '../wasm/module-builder';
import { f64, i32, i64, local, select } from '../wasm/ops';
import { callee, type Value } from '../wasm/value';

/** Every function in the table is called with a record and returns the next one. */
const HANDLER = { params: ['i32'], results: ['i32'] } as const;

/** Offset of the TLB entry for an address. */
export function tlbEntry(address: Value): Value {
  return i32.and(i32.wrap_i64(i64.shr_u(address, i64.const(12 - TLB_ENTRY_SHIFT))), i32.const((TLB_ENTRIES - 1) << TLB_ENTRY_SHIFT));
}

/** The helpers that are JavaScript; the others are functions of WebAssembly. */
type ImportedHelpers = Record<Exclude<HelperName, 'locate' | 'settleFlags'>, (...args: never[]) => unknown>;

export class GeneratedCode {
  private readonly table = new WebAssembly.Table({ initial: 4096, element: 'anyfunc' });
  /**
   * Helpers, by their place in HELPER_NAMES. Generated code calls them through this table, because V8 compiles a wrapper for each
   * function that a module imports, for each module anew (150 microseconds for five of them).
   */
  private readonly helperTable = new WebAssembly.Table({ initial: HELPER_NAMES.length, element: 'anyfunc' });
  private next = 1;
  private readonly free: number[] = [];

  /** `helpers`: may be left out where nothing that calls one is executed. */
  constructor(private readonly linear: LinearMemory, helpers?: ImportedHelpers) {
    if (helpers) this.makeGateway(helpers);
  }

  /** One module imports the helpers and exports functions that call them: a table only takes functions of WebAssembly. */
  private makeGateway(helpers: ImportedHelpers): void {
    GeneratedCode.gateway ??= GeneratedCode.compileGateway(Object.keys(helpers) as (keyof ImportedHelpers)[]);
    const { exports } = new WebAssembly.Instance(GeneratedCode.gateway, { env: { memory: this.linear.wasm, ...helpers } });
    for (const [name, helper] of Object.entries(exports)) this.provide(name as HelperName, helper as () => void);
  }

  /** The same for all machines. */
  private static gateway: WebAssembly.Module | undefined;

  private static compileGateway(names: readonly (keyof ImportedHelpers)[]): WebAssembly.Module {
    const builder = new ModuleBuilder(MEMORY_MAXIMUM, undefined);
    const imports = names.map((name) => builder.importFunction(name, HELPERS[name]));
    names.forEach((name, i) => {
      const { params } = HELPERS[name];
      const fn = new FunctionBuilder(params);
      fn.callFunction(imports[i], params.map((type, index) => local(type, index)));
      builder.exportFunction(name, builder.addFunction(HELPERS[name], fn.finish()));
    });
    builder.exportFunction('locate', builder.addFunction(HELPERS.locate, GeneratedCode.locate(imports[names.indexOf('miss')])));
    return new WebAssembly.Module(builder.build() as BufferSource);
  }

  private static locate(miss: number): FunctionBody {
    const { params } = HELPERS.locate;
    const fn = new FunctionBuilder(params);
    const [at, size, kind] = [local('i64', 0), local('i32', 1), local('i32', 2)];
    const host = fn.newLocal('i32');
    const entry = fn.let(tlbEntry(at));
    const isRead = i32.eq(kind, i32.const(AccessKind.read));
    const tag = i64.load(i32.add(entry, select(isRead, i32.const(0), i32.const(TLB_WRITE_TAG))), TLB);
    const last = i64.sub(i64.add(at, i64.extend_i32_u(size)), i64.const(1));
    fn.if(i64.eq(tag, i64.and(last, i64.const(-4096))));
    fn.return(i32.add(i32.wrap_i64(at), i32.load(entry, TLB + TLB_DELTA)));
    fn.end();
    fn.callFunction(miss, [f64.convert_i64_s(at), size, kind]);
    fn.setTop(host);
    // What is written to BOUNCE has to be committed, and the caller may hold host addresses of a frame that has been left.
    const usable = i32.and(i32.ne(local('i32', host), i32.const(BOUNCE)), i32.eqz(i32.load(i32.const(MOVED))));
    fn.return(select(i32.or(isRead, usable), local('i32', host), i32.const(0)));
    fn.unreachable();
    return fn.finish();
  }

  /** Adds a helper that is a function of WebAssembly itself. */
  provide(name: HelperName, implementation: () => void): void {
    this.helperTable.set(HELPER_NAMES.indexOf(name), implementation);
  }

  /** Takes `count` adjacent places in the table. */
  reserve(count: number): number {
    if (count === 1) {
      const reused = this.free.pop();
      if (reused !== undefined) return reused;
    }
    const first = this.next;
    this.next += count;
    if (this.next > this.table.length) this.table.grow(Math.max(4096, this.next - this.table.length));
    return first;
  }

  /** Gives one place back and lets the function go. */
  release(place: number): void {
    this.table.set(place, null);
    this.free.push(place);
  }

  /** A module whose calls go to helpers or, with `callsHandlers`, to handlers. */
  newModule(callsHandlers = false): ModuleBuilder {
    return new ModuleBuilder(MEMORY_MAXIMUM, callsHandlers ? 'table' : 'helpers');
  }

  /** How a module calls helpers: `callee` by name. */
  calleeIn(builder: ModuleBuilder): (name: HelperName) => number {
    const known = new Map<HelperName, number>();
    return (name) => {
      let found = known.get(name);
      if (found === undefined) known.set(name, (found = callee(HELPER_NAMES.indexOf(name), builder.typeIndex(HELPERS[name]))));
      return found;
    };
  }

  /** Adds a handler, which `instantiate` then puts into the table. */
  addHandler(builder: ModuleBuilder, body: FunctionBody): void {
    const index = builder.addFunction(HANDLER, body);
    builder.exportFunction(String(index), index);
  }

  compile(builder: ModuleBuilder): WebAssembly.Module {
    return new WebAssembly.Module(builder.build() as BufferSource);
  }

  /** Instantiates, and puts the module's first `count` handlers into the table from `first` on. */
  instantiate(module: WebAssembly.Module, first: number, count: number): WebAssembly.Exports {
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.linear.wasm, table: this.table, helpers: this.helperTable } });
    for (let i = 0; i < count; i++) this.table.set(first + i, exports[i] as unknown as () => void);
    return exports;
  }
}
