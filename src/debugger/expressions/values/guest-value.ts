/** A typed value in the guest. How each kind looks and what it contains is in `render` and `children`. */
import type { GoType } from '../../../image/program-image';
import { isAtomic } from '../../../scheduler/layout/layout';
import { EvaluationError, type NamedValue, type Value } from '../../api';
import { CHILD_PAGE, type ValueContext } from './context';
import { childrenOf, type Children } from './children';
import { bytesOf, floatOf, integerOf, INTEGER_KINDS } from './numbers';
import { renderText } from './render';
import type { Storage } from './storage';
import { within } from './storage';

export class GuestValue implements Value {
  #children: Children | undefined;

  constructor(
    readonly context: ValueContext,
    readonly type: GoType,
    readonly storage: Storage,
    readonly expression: string | undefined,
    /** "runtime.p.status": the field that this is, for values whose meaning the type does not tell */
    readonly role?: string,
  ) {}

  get typeName(): string { return this.type.name; }
  get address(): number | undefined { return this.storage.address; }
  get size(): number { return this.type.size; }
  get text(): string { return renderText(this); }
  get indexedChildren(): number { return this.#list().indexed; }
  get namedChildren(): number { return this.#list().named; }

  children(start = 0, count = CHILD_PAGE): readonly NamedValue[] { return this.#list().get(start, count); }

  /** Throws MemoryFault or UnavailableError where the bytes cannot be read. */
  scalar(): bigint | number | string | boolean | undefined {
    const inner = this.unwrapped();
    if (inner !== this) return inner.scalar();
    const { type, storage } = this;
    if (type.kind === 'bool') return storage.read(0, 1)[0] !== 0;
    if (type.kind === 'float') return floatOf(storage.read(0, type.size));
    if (type.kind === 'string') return this.stringContent().text;
    if (INTEGER_KINDS.has(type.kind)) return integerOf(type, storage.read(0, type.size));
    return undefined;
  }

  /** The value inside atomic.Uint32, atomic.Bool, atomic.Pointer[T] ...; itself for every other type. */
  unwrapped(): GuestValue {
    const { type } = this;
    if (type.kind !== 'struct' || !isAtomic(type.name)) return this;
    const sized = (type.fields ?? []).filter((field) => field.type.size > 0);
    if (sized.length !== 1) return this;
    return new GuestValue(this.context, sized[0].type, this.part(sized[0].offset), this.expression && `${this.expression}.Load()`, this.role).unwrapped();
  }

  part(offset: number): Storage { return within(this.storage, offset, this.context.memory); }

  /** Pointer-like first word. */
  word(offset = 0): number { return Number(integerOf({ kind: 'uint', name: 'uintptr', size: 8 }, this.storage.read(offset, 8))); }

  /** Content of a Go string, cut at the context's limit (`length` is the whole length in bytes). */
  stringContent(): { text: string; length: number } {
    const data = this.word(0);
    const length = this.word(8);
    if (length === 0) return { text: '', length };
    if (length > 0x7fffffffffff) throw new EvaluationError(`string header is damaged: length ${length}`);
    const bytes = this.context.memory.read(data, Math.min(length, this.context.maxStringLength));
    return { text: new TextDecoder().decode(bytes), length };
  }

  assign(value: Value): void {
    const target = this.unwrapped();
    const { write } = target.storage;
    if (!write) throw new EvaluationError(`${this.expression ?? 'this value'} cannot be written: it is not in memory or a register`);
    const scalar = value.scalar();
    const bytes = scalar !== undefined && typeof scalar !== 'string' ? bytesOf(target.type, scalar) : undefined;
    if (bytes) write(0, bytes);
    else if (value instanceof GuestValue && value.type.name === target.type.name) write(0, value.storage.read(0, target.size));
    else throw new EvaluationError(`a value of type ${value.typeName} cannot be stored in ${this.expression ?? 'a variable'} of type ${this.typeName}`);
    this.context.scheduler.invalidate();
    this.#children = undefined;
  }

  #list(): Children { return (this.#children ??= childrenOf(this)); }
}
