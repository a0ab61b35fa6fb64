/** A library that is compiled and linked already: what programs need of it to be compiled against it and linked behind it. */
import type { PackedFunction } from '../../image/tables/packed';
import { UnpackedFunction } from '../../image/tables/packed';
import type { PlainFunction, PlainProgram, PlainType, TypeId } from '../../image/tables/plain';
import type { RuntimeLayout } from '../codegen/generator';
import type { Linked, LinkedSymbol } from '../link/linker';
import type { Relocation } from '../link/symbols';

/** A package as a program's build sees it. */
export interface PrebuiltPackage {
  path: string;
  name: string;
  /** Import paths, in the order of initialisation. */
  imports: string[];
  /** Names of its files that belong to the edition. */
  files: string[];
}

/** Plain data, but for the sections' bytes: see archive.ts for its form as a file. */
export interface LibraryData {
  edition: string;
  /** Imported ones first. */
  packages: PrebuiltPackage[];
  layout: RuntimeLayout;
  /** Names, addresses and sizes of everything that has an address, by kind. */
  symbols: { text: SymbolRow[]; rodata: SymbolRow[]; data: SymbolRow[]; bss: SymbolRow[] };
  /** Fields for the addresses of what the program supplies; `offset` is an address. */
  open: Relocation[];
  /** Methods that interfaces of the library have. */
  called: string[];
  /** Addresses of itabs. */
  itabs: number[];
  /** Function and which of its parameters outlive calls (Escapes.leakBits). */
  leaks: [string, number][];
  types: PlainType[];
  /** Full name of each type (Descriptors.name), by id; '' for those that the tables made up. */
  typeNames: string[];
  functions: PackedFunction[];
  globals: PlainProgram['globals'];
  /** Names, values as decimal numbers, types (-1: untyped). */
  constants: [string, string, TypeId][];
}
export type SymbolRow = [string, number, number];
export type Sections = Pick<Linked, 'text' | 'rodata' | 'data'>;

export class Prebuilt {
  readonly addressOf = new Map<string, number>();
  readonly leaks: ReadonlyMap<string, number>;
  private readonly paths: ReadonlyMap<string, PrebuiltPackage>;
  private unpacked: PlainFunction[] | undefined;
  private ids: Map<string, TypeId> | undefined;
  private constantRows: PlainProgram['constants'] | undefined;

  constructor(readonly data: LibraryData, readonly sections: Sections) {
    const { symbols } = data;
    for (const rows of [symbols.text, symbols.rodata, symbols.data, symbols.bss]) for (const [name, address] of rows) this.addressOf.set(name, address);
    this.leaks = new Map(data.leaks);
    this.paths = new Map(data.packages.map((p) => [p.path, p]));
  }

  get layout(): RuntimeLayout { return this.data.layout; }
  get called(): readonly string[] { return this.data.called; }
  /** As a linked program has them; a library's bss is data of its programs. */
  *symbols(): Iterable<LinkedSymbol> {
    for (const kind of ['text', 'rodata', 'data', 'bss'] as const) for (const [name, address, size] of this.data.symbols[kind]) yield { name, address, size, kind: kind === 'bss' ? 'data' : kind };
  }
  packageOf(path: string): PrebuiltPackage | undefined { return this.paths.get(path); }

  /** The id of a type by its full name. */
  typeId(name: string): TypeId | undefined {
    if (!this.ids) {
      this.ids = new Map();
      for (let i = 0; i < this.data.typeNames.length; i++) if (this.data.typeNames[i]) this.ids.set(this.data.typeNames[i], i);
    }
    return this.ids.get(name);
  }

  get functions(): readonly PlainFunction[] { return (this.unpacked ??= this.data.functions.map((packed) => new UnpackedFunction(packed))); }

  get constants(): PlainProgram['constants'] {
    return (this.constantRows ??= this.data.constants.map(([name, value, type]) => ({ name, value: BigInt(value), ...(type < 0 ? {} : { type }) })));
  }
}
