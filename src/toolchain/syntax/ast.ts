/**
 * The syntax tree. Nodes are plain objects; the type checker writes its findings (`type`, `value`, `object`, ...) into
 * them, and the code generator reads them there.
 */
import type { Constant } from '../types/constants';
import type { Entity, FunctionBody, Selection, Variable } from '../types/entities';
import type { Type } from '../types/types';

interface ExprBase {
  pos: number;
  /** Set by the checker. Types of `mode: type` expressions too. */
  type?: Type;
  /** Set for constants. */
  value?: Constant;
  /** What the expression denotes; set by the checker. */
  mode?: 'value' | 'variable' | 'mapindex' | 'commaok' | 'constant' | 'type' | 'builtin' | 'novalue' | 'package' | 'nil' | 'tuple';
}
export interface Ident extends ExprBase { kind: 'Ident'; name: string; object?: Entity }
export interface BasicLit extends ExprBase { kind: 'BasicLit'; lit: 'int' | 'float' | 'char' | 'string' | 'imaginary'; text: string; constant: Constant }
export interface Element { key: Expr | undefined; value: Expr }
export interface CompositeLit extends ExprBase { kind: 'CompositeLit'; typeExpr: Expr | undefined; elements: Element[]; end: number }
export interface FuncLit extends ExprBase { kind: 'FuncLit'; signature: FuncType; body: Block; info?: FunctionBody }
export interface Paren extends ExprBase { kind: 'Paren'; x: Expr }
export interface Selector extends ExprBase { kind: 'Selector'; x: Expr; sel: Ident; selection?: Selection; /** pkg.Name */ object?: Entity }
export interface Index extends ExprBase { kind: 'Index'; x: Expr; index: Expr }
export interface SliceExpr extends ExprBase { kind: 'SliceExpr'; x: Expr; lo?: Expr; hi?: Expr; max?: Expr }
export interface TypeAssert extends ExprBase { kind: 'TypeAssert'; x: Expr; /** undefined: .(type) */ typeExpr: Expr | undefined }
export interface Call extends ExprBase { kind: 'Call'; fn: Expr; args: Expr[]; ellipsis: boolean; end: number; /** Set for conversions and builtins. */ form?: 'conversion' | 'builtin' | 'call'; builtin?: string }
export interface Star extends ExprBase { kind: 'Star'; x: Expr }
export interface Unary extends ExprBase { kind: 'Unary'; op: string; x: Expr }
export interface Binary extends ExprBase { kind: 'Binary'; op: string; x: Expr; y: Expr; opPos: number }
export interface ArrayType extends ExprBase { kind: 'ArrayType'; /** undefined: slice */ length: Expr | '...' | undefined; elem: Expr }
export interface Field { names: Ident[]; typeExpr: Expr; embedded: boolean; tag: string; pos: number }
export interface StructType extends ExprBase { kind: 'StructType'; fields: Field[] }
export interface Param { name: Ident | undefined; typeExpr: Expr; variadic: boolean; pos: number }
export interface FuncType extends ExprBase { kind: 'FuncType'; params: Param[]; results: Param[] }
export interface InterfaceMethod { name: Ident; signature: FuncType }
export interface InterfaceType extends ExprBase { kind: 'InterfaceType'; methods: InterfaceMethod[]; embedded: Expr[] }
export interface MapType extends ExprBase { kind: 'MapType'; key: Expr; elem: Expr }
export interface ChanType extends ExprBase { kind: 'ChanType'; direction: 'both' | 'send' | 'recv'; elem: Expr }

export type Expr = Ident | BasicLit | CompositeLit | FuncLit | Paren | Selector | Index | SliceExpr | TypeAssert | Call | Star | Unary | Binary
  | ArrayType | StructType | FuncType | InterfaceType | MapType | ChanType;

export interface EmptyStmt { kind: 'Empty'; pos: number }
export interface ExprStmt { kind: 'ExprStmt'; pos: number; x: Expr }
export interface SendStmt { kind: 'Send'; pos: number; channel: Expr; value: Expr }
export interface IncDecStmt { kind: 'IncDec'; pos: number; x: Expr; op: '++' | '--' }
/** op: '=' or the operator of `op=`. */
export interface AssignStmt { kind: 'Assign'; pos: number; left: Expr[]; op: string; right: Expr[] }
/** `declared[i]` is the new variable of left[i], undefined if it existed before. */
export interface DefineStmt { kind: 'Define'; pos: number; left: Expr[]; right: Expr[]; declared?: (Variable | undefined)[] }
export interface GoStmt { kind: 'Go' | 'Defer'; pos: number; call: Expr }
export interface ReturnStmt { kind: 'Return'; pos: number; results: Expr[] }
export interface BranchStmt { kind: 'Branch'; pos: number; word: 'break' | 'continue' | 'goto' | 'fallthrough'; label: Ident | undefined; target?: Stmt }
export interface Block { kind: 'Block'; pos: number; stmts: Stmt[]; end: number }
export interface IfStmt { kind: 'If'; pos: number; init: Stmt | undefined; cond: Expr; then: Block; otherwise: Stmt | undefined }
export interface CaseClause { pos: number; /** undefined: default */ exprs: Expr[] | undefined; body: Stmt[]; end: number; /** type switches: the variable of this clause */ variable?: Variable; fallsThrough?: boolean }
export interface SwitchStmt { kind: 'Switch'; pos: number; init: Stmt | undefined; tag: Expr | undefined; clauses: CaseClause[]; end: number }
export interface TypeSwitchStmt { kind: 'TypeSwitch'; pos: number; init: Stmt | undefined; binding: Ident | undefined; x: Expr; clauses: CaseClause[]; end: number }
export interface CommClause { pos: number; /** undefined: default */ comm: Stmt | undefined; body: Stmt[]; end: number }
export interface SelectStmt { kind: 'Select'; pos: number; clauses: CommClause[]; end: number }
export interface ForStmt { kind: 'For'; pos: number; init: Stmt | undefined; cond: Expr | undefined; post: Stmt | undefined; body: Block }
export interface RangeStmt { kind: 'Range'; pos: number; key: Expr | undefined; value: Expr | undefined; define: boolean; x: Expr; body: Block; variables?: (Variable | undefined)[] }
export interface LabeledStmt { kind: 'Labeled'; pos: number; label: Ident; stmt: Stmt }
export interface DeclStmt { kind: 'DeclStmt'; pos: number; decls: Decl[] }

export type Stmt = EmptyStmt | ExprStmt | SendStmt | IncDecStmt | AssignStmt | DefineStmt | GoStmt | ReturnStmt | BranchStmt | Block | IfStmt
  | SwitchStmt | TypeSwitchStmt | SelectStmt | ForStmt | RangeStmt | LabeledStmt | DeclStmt;

export interface ImportDecl { kind: 'Import'; pos: number; name: Ident | undefined; path: string }
/** One ConstSpec with the type and values it has or inherits, and its iota. */
export interface ConstDecl { kind: 'Const'; pos: number; names: Ident[]; typeExpr: Expr | undefined; values: Expr[]; iota: number; inherited: boolean }
export interface VarDecl { kind: 'Var'; pos: number; names: Ident[]; typeExpr: Expr | undefined; values: Expr[]; variables?: Variable[] }
export interface TypeDecl { kind: 'Type'; pos: number; name: Ident; alias: boolean; typeExpr: Expr; pragmas: string[] }
export interface FuncDecl { kind: 'Func'; pos: number; name: Ident; receiver: Param | undefined; signature: FuncType; body: Block | undefined; pragmas: string[] }
export type Decl = ImportDecl | ConstDecl | VarDecl | TypeDecl | FuncDecl;

export interface Linkname { pos: number; local: string; remote: string | undefined }
export interface File {
  name: string;
  packageName: string;
  packagePos: number;
  imports: ImportDecl[];
  decls: Decl[];
  linknames: Linkname[];
}
