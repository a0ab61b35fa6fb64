/** Syntax of expressions. `offset` is where the node begins in the text, for error messages. */
export type Expression =
  | { kind: 'number'; offset: number; value: bigint | number }
  | { kind: 'string'; offset: number; value: string }
  | { kind: 'name'; offset: number; name: string }
  /** 'quoted name': a symbol as the tables spell it */
  | { kind: 'quoted'; offset: number; name: string }
  /** $rax, $pc, $g */
  | { kind: 'register'; offset: number; name: string }
  | { kind: 'selector'; offset: number; operand: Expression; name: string }
  /** x.(T); x.(data): whatever is in it */
  | { kind: 'assertion'; offset: number; operand: Expression; type: string }
  | { kind: 'index'; offset: number; operand: Expression; index: Expression }
  | { kind: 'slice'; offset: number; operand: Expression; low: Expression | undefined; high: Expression | undefined }
  | { kind: 'call'; offset: number; callee: Expression; args: Expression[] }
  | { kind: 'unary'; offset: number; operator: '-' | '+' | '!' | '^' | '*' | '&'; operand: Expression }
  | { kind: 'binary'; offset: number; operator: BinaryOperator; left: Expression; right: Expression }
  /** "[]T", "[4]T", "map[K]V": only as part of a conversion */
  | { kind: 'type'; offset: number; name: string }
  | { kind: 'assign'; offset: number; operator: BinaryOperator | undefined; target: Expression; value: Expression };

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '|' | '^' | '*' | '/' | '%' | '<<' | '>>' | '&' | '&^';
