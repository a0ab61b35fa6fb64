/** What names denote. */
import type { Block, ConstDecl, Expr, File, FuncDecl, FuncLit, TypeDecl, VarDecl } from '../syntax/ast';
import type { Constant } from './constants';
import type { Named, Signature, Type } from './types';

/** What is written in one file apart from its declarations: its scope of imports. */
export interface FileScope { readonly file: File; readonly imports: Map<string, PackageName> }

export class Package {
  private readonly names = new Map<string, Entity>();
  readonly fileScopes: FileScope[] = [];
  readonly imports: Package[] = [];
  /** Functions called init, in source order. */
  readonly inits: Func[] = [];
  readonly variables: Variable[] = [];
  readonly functions: Func[] = [];
  /** local name -> symbol name, from //go:linkname. */
  readonly linknames = new Map<string, string>();
  /** Its own declared name. */
  name = '';
  /** Function literals outside of functions so far. */
  literalCount = 0;
  /** `declare` enters the declarations when somebody first asks for one: of packages that are compiled already. */
  constructor(readonly path: string, /** part of the user's program, fully checked */ readonly isUser: boolean, private declare?: () => void) {}

  get scope(): Map<string, Entity> {
    const { declare } = this;
    this.declare = undefined;
    declare?.();
    return this.names;
  }
}

/** Package-level declarations are resolved when first used. */
export type State = 'declared' | 'resolving' | 'resolved';

interface Base { readonly name: string; readonly pos: number; readonly pkg: Package | undefined; state: State; scopeOf?: FileScope }

export class Variable implements Base {
  readonly tag = 'var';
  state: State = 'resolved';
  scopeOf?: FileScope;
  type!: Type;
  used = false;
  /** Assigned after its declaration, or its address taken: closures capture it by reference. */
  reassigned = false;
  addressed = false;
  /** Lives on the heap; its slot holds the address. Decided by the escape analysis. */
  escapes = false;
  /** Function literal or declaration that declares it; undefined for package-level variables. */
  owner: FunctionBody | undefined;
  role: 'local' | 'argument' | 'result' | 'global' = 'local';
  /** Loops around the declaration, for the escape analysis. */
  loopDepth = 0;
  /** Package-level: its declaration. */
  decl: VarDecl | undefined;
  /** Source range in which it is visible: [scopeStart, scopeEnd). */
  scopeStart = 0;
  scopeEnd = 0;
  constructor(readonly name: string, readonly pos: number, readonly pkg: Package | undefined) {}
}

export class ConstantEntity implements Base {
  readonly tag = 'const';
  state: State = 'resolved';
  scopeOf?: FileScope;
  type!: Type;
  value!: Constant;
  decl: ConstDecl | undefined;
  index = 0;
  constructor(readonly name: string, readonly pos: number, readonly pkg: Package | undefined) {}
}

export class TypeName implements Base {
  readonly tag = 'type';
  state: State = 'resolved';
  scopeOf?: FileScope;
  type!: Type;
  decl: TypeDecl | undefined;
  constructor(readonly name: string, readonly pos: number, readonly pkg: Package | undefined) {}
}

export class Func implements Base {
  readonly tag = 'func';
  state: State = 'declared';
  scopeOf?: FileScope;
  /** Without the receiver. */
  signature!: Signature;
  decl: FuncDecl | undefined;
  /** Methods: the named type it belongs to, and whether the receiver is a pointer. */
  receiver: { named: Named; pointer: boolean } | undefined;
  body: FunctionBody | undefined;
  /** Symbol its code has, e.g. "main.(*T).M". */
  symbol = '';
  constructor(readonly name: string, readonly pos: number, readonly pkg: Package | undefined) {}
}

export class PackageName implements Base {
  readonly tag = 'package';
  state: State = 'resolved';
  used = false;
  constructor(readonly name: string, readonly pos: number, readonly pkg: Package | undefined, readonly imported: Package) {}
}

export class Builtin implements Base {
  readonly tag = 'builtin';
  state: State = 'resolved';
  readonly pos = 0;
  readonly pkg = undefined;
  constructor(readonly name: string) {}
}

export class Nil implements Base {
  readonly tag = 'nil';
  state: State = 'resolved';
  readonly name = 'nil';
  readonly pos = 0;
  readonly pkg = undefined;
}

export type Entity = Variable | ConstantEntity | TypeName | Func | PackageName | Builtin | Nil;

/** Code of a declared function or of a function literal. */
export class FunctionBody {
  readonly params: Variable[] = [];
  readonly results: Variable[] = [];
  receiver: Variable | undefined;
  /** Every variable declared in it, parameters too, in source order (not those of inner literals). */
  readonly variables: Variable[] = [];
  /** Variables of enclosing functions it uses. */
  readonly captures: Variable[] = [];
  readonly literals: FuncLit[] = [];
  hasDefer = false;
  hasRecover = false;
  /** Calls runtime.getclosureptr: keeps its own closure's address. */
  usesClosurePointer = false;
  namedResults = false;
  checked = false;
  /** Number of literals named so far ("func1", "func2"). */
  literalCount = 0;
  /** Function literal: its closure need not outlive the frame that makes it. */
  closureOnStack = false;
  constructor(readonly signature: Signature, readonly block: Block, readonly pkg: Package, readonly parent: FunctionBody | undefined, public symbol: string, readonly declaration: Func | undefined) {}
  get outermost(): FunctionBody { return this.parent ? this.parent.outermost : this; }
}

/** How x.f finds f: the embedded fields on the way, then the field or method. */
export interface Selection {
  kind: 'field' | 'method' | 'interfaceMethod' | 'methodExpr';
  /** Steps from x to the value that has the field or method. */
  path: { index: number; throughPointer: boolean; type: Type }[];
  /** kind field: same as last step; methods: the function */
  method?: Func;
  /** interface method: its index in the sorted method list and the interface */
  interfaceIndex?: number;
  receiverType?: Type;
  signature?: Signature;
  /** for embedded promoted method via embedded interface */
  expr?: Expr;
}
