/** Values that are not in the guest: results of expressions, and lists that the debugger makes. */
import type { GoType } from '../../../image/program-image';
import type { NamedValue, Value } from '../../api';
import { CHILD_PAGE } from './context';
import { floatText, integerText, quote } from './numbers';

type Scalar = bigint | number | string | boolean;

/** A scalar without a place. Without a type it is an untyped constant, as in Go. */
export class ConstantValue implements Value {
  readonly address = undefined;
  readonly indexedChildren = 0;
  readonly namedChildren = 0;

  constructor(readonly value: Scalar, readonly type: GoType | undefined, readonly expression: string | undefined, private readonly format = 'natural', private readonly shown?: string) {}

  get size(): number { return this.type?.size ?? 8; }

  get typeName(): string {
    if (this.type) return this.type.name;
    return { bigint: 'untyped int', number: 'untyped float', string: 'untyped string', boolean: 'untyped bool' }[typeof this.value as 'bigint'];
  }

  get text(): string {
    if (this.shown !== undefined && this.format === 'natural') return this.shown;
    switch (typeof this.value) {
      case 'bigint': {
        const natural = this.type && (this.type.kind === 'pointer' || this.type.kind === 'unsafe.Pointer' || this.type.name === 'uintptr') ? 'hex' : 'decimal';
        return integerText(this.value, this.format, this.size * 8, natural);
      }
      case 'number': return floatText(this.value);
      case 'string': return quote(this.value);
      default: return String(this.value);
    }
  }

  scalar(): Scalar { return this.value; }
  children(): readonly NamedValue[] { return []; }
}

/** A list with a text of its own: the P table, a run queue, a register file. Children are made when asked for. */
export class ListValue implements Value {
  readonly type = undefined;
  readonly address = undefined;
  readonly size = 0;

  constructor(
    readonly typeName: string,
    readonly text: string,
    private readonly count: number,
    private readonly make: (index: number) => NamedValue,
    readonly expression: string | undefined = undefined,
    private readonly named = false,
  ) {}

  get indexedChildren(): number { return this.named ? 0 : this.count; }
  get namedChildren(): number { return this.named ? this.count : 0; }
  scalar(): undefined { return undefined; }

  children(start = 0, count = CHILD_PAGE): readonly NamedValue[] {
    const end = Math.min(this.count, start + count);
    const result: NamedValue[] = [];
    for (let index = Math.max(0, start); index < end; index++) result.push(this.make(index));
    return result;
  }
}

/** Another value with a text of its own and extra children before the value's. */
export class DecoratedValue implements Value {
  constructor(readonly inner: Value, readonly text: string, private readonly extra: readonly NamedValue[] = []) {}
  get type(): GoType | undefined { return this.inner.type; }
  get typeName(): string { return this.inner.typeName; }
  get address(): number | undefined { return this.inner.address; }
  get size(): number { return this.inner.size; }
  get expression(): string | undefined { return this.inner.expression; }
  get indexedChildren(): number { return 0; }
  get namedChildren(): number { return this.extra.length + this.inner.namedChildren; }
  scalar(): Scalar | undefined { return this.inner.scalar(); }

  children(start = 0, count = CHILD_PAGE): readonly NamedValue[] {
    const own = this.extra.slice(start, start + count);
    const from = Math.max(0, start - this.extra.length);
    return own.length === count ? own : [...own, ...this.inner.children(from, count - own.length)];
  }
}
