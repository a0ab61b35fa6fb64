/** The function table that all generated code shares, and the making of modules that put functions into it. */
import { MEMORY_MAXIMUM } from '../layout';
import type { LinearMemory } from '../memory/linear-memory';
import { HELPERS, HELPER_NAMES, type HelperName } from '../wasm/helpers';
import { ModuleBuilder } from '../wasm/module-builder';

/** Every function in the table is called with a record and returns the next one. */
const HANDLER = { params: ['i32'], results: ['i32'] } as const;

export type HelperImplementations = Record<HelperName, (...args: never[]) => unknown>;

export class GeneratedCode {
  private readonly table = new WebAssembly.Table({ initial: 4096, element: 'anyfunc' });
  private next = 1;
  private readonly free: number[] = [];

  constructor(private readonly linear: LinearMemory, private readonly helpers: Partial<HelperImplementations>) {}

  /** Adds a helper that is generated code itself. */
  provide(name: HelperName, implementation: HelperImplementations[HelperName]): void {
    this.helpers[name] = implementation;
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

  newModule(importsTable = false): ModuleBuilder {
    return new ModuleBuilder(MEMORY_MAXIMUM, importsTable);
  }

  /** Imports all helpers into a new module; gives their function indexes by name. */
  importHelpers(builder: ModuleBuilder): (name: HelperName) => number {
    const indexes = new Map<HelperName, number>();
    for (const name of HELPER_NAMES) indexes.set(name, builder.importFunction(name, HELPERS[name]));
    return (name) => indexes.get(name)!;
  }

  /** Adds a handler, which `instantiate` then puts into the table. */
  addHandler(builder: ModuleBuilder, body: Uint8Array): void {
    const index = builder.addFunction(HANDLER, body);
    builder.exportFunction(String(index - builder.importedFunctions), index);
  }

  compile(builder: ModuleBuilder): WebAssembly.Module {
    return new WebAssembly.Module(builder.build() as BufferSource);
  }

  /** Instantiates, and puts the module's first `count` handlers into the table from `first` on. */
  instantiate(module: WebAssembly.Module, first: number, count: number): WebAssembly.Exports {
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.linear.wasm, table: this.table, ...this.helpers } });
    for (let i = 0; i < count; i++) this.table.set(first + i, exports[i] as unknown as () => void);
    return exports;
  }
}
