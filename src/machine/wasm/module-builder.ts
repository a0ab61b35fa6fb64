/** Builds WebAssembly modules in their binary format (core specification, 5.5). */
import { ByteWriter } from './byte-writer';
import type { FunctionBody } from './function-builder';
import { typeByte, type ValueType } from './value';

export interface Signature { params: readonly ValueType[]; results: readonly ValueType[] }

const enum Section { custom = 0, type = 1, import = 2, function = 3, export = 7, code = 10 }

/**
 * One module. Order of use: imports first (their function indexes come first), then functions, then `build`.
 * Memory 0 is always imported, as env.memory; table 0 where it is asked for.
 */
export class ModuleBuilder {
  private readonly types: Signature[] = [];
  private readonly typeKeys = new Map<string, number>();
  private readonly imports: { name: string; type: number }[] = [];
  private readonly functions: { type: number; body: FunctionBody }[] = [];
  private readonly exports: { name: string; index: number }[] = [];
  /**
   * `memoryMaximum`: pages of 64 KiB; must not be less than that of the memory given at instantiation. `table`: name of the
   * table in `env` that calls go through. V8 copies an imported table for each instance: it should be small.
   */
  constructor(private readonly memoryMaximum: number, private readonly table: string | undefined) {}

  typeIndex(signature: Signature): number {
    const key = `${signature.params.join()}>${signature.results.join()}`;
    let index = this.typeKeys.get(key);
    if (index === undefined) {
      index = this.types.push(signature) - 1;
      this.typeKeys.set(key, index);
    }
    return index;
  }

  /** Imports function env.`name`; returns its function index. */
  importFunction(name: string, signature: Signature): number {
    if (this.functions.length > 0) throw new Error(`import ${name} after the first function`);
    return this.imports.push({ name, type: this.typeIndex(signature) }) - 1;
  }

  /** Adds a function; returns its function index. */
  addFunction(signature: Signature, body: FunctionBody): number {
    return this.imports.length + this.functions.push({ type: this.typeIndex(signature), body }) - 1;
  }

  exportFunction(name: string, index: number): void {
    this.exports.push({ name, index });
  }

  build(): Uint8Array {
    const bodies = this.functions.reduce((sum, { body }) => sum + body.bytes.length + 16 * body.hints.length, 0);
    const out = new ByteWriter(1024 + bodies);
    out.raw([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
    const content = new ByteWriter(1024 + bodies);
    const section = (id: Section, count: number, write: (index: number) => void): void => {
      content.clear();
      content.u32(count);
      for (let index = 0; index < count; index++) write(index);
      out.u8(id);
      out.vector(content.view());
    };

    section(Section.type, this.types.length, (index) => {
      const { params, results } = this.types[index];
      content.u8(0x60);
      content.u32(params.length);
      for (const type of params) content.u8(typeByte(type));
      content.u32(results.length);
      for (const type of results) content.u8(typeByte(type));
    });

    section(Section.import, this.imports.length + (this.table === undefined ? 1 : 2), (index) => {
      content.name('env');
      if (index < this.imports.length) {
        content.name(this.imports[index].name);
        content.u8(0x00);
        content.u32(this.imports[index].type);
      } else if (index === this.imports.length) {
        content.name('memory');
        content.raw([0x02, 0x01]);
        content.u32(0);
        content.u32(this.memoryMaximum);
      } else {
        content.name(this.table!);
        content.raw([0x01, 0x70, 0x00]);
        content.u32(0);
      }
    });

    section(Section.function, this.functions.length, (index) => content.u32(this.functions[index].type));

    section(Section.export, this.exports.length, (index) => {
      content.name(this.exports[index].name);
      content.u8(0x00);
      content.u32(this.exports[index].index);
    });

    this.writeHints(out);
    section(Section.code, this.functions.length, (index) => content.vector(this.functions[index].body.bytes));
    return out.view();
  }

  /** The custom section of the branch hinting proposal, which engines that do not know it skip; it stands before the code. */
  private writeHints(out: ByteWriter): void {
    const hinted = this.functions.map(({ body }, i) => ({ index: this.imports.length + i, hints: body.hints })).filter(({ hints }) => hints.length > 0);
    if (hinted.length === 0) return;
    const content = new ByteWriter(1024);
    content.name('metadata.code.branch_hint');
    content.u32(hinted.length);
    for (const { index, hints } of hinted) {
      content.u32(index);
      content.u32(hints.length);
      for (const { offset, likely } of hints) {
        content.u32(offset);
        content.u32(1);
        content.u8(likely ? 1 : 0);
      }
    }
    out.u8(Section.custom);
    out.vector(content.view());
  }
}
