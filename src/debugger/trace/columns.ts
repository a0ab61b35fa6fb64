/** Columns that grow: numbers side by side cost a few bytes each, where an object for each row costs ten times as much. */
type Column = Float64Array | Uint32Array;
type Columns = Readonly<Record<string, Column>>;

const FIRST_ROWS = 16;

/** Rows of numbers, one typed array for each of `names`. */
export class GrowingColumns<T extends Columns> {
  #length = 0;
  #room = FIRST_ROWS;
  #arrays: T;
  readonly #names: readonly (keyof T)[];

  /** `make`: the arrays for so many rows */
  constructor(private readonly make: (rows: number) => T) {
    this.#arrays = make(FIRST_ROWS);
    this.#names = Object.keys(this.#arrays);
  }

  get length(): number { return this.#length; }
  /** The rows, and room for more behind them. */
  get arrays(): T { return this.#arrays; }

  /** Appends a row; its index. */
  push(row: { readonly [name in keyof T]: number }): number {
    const at = this.#length++;
    if (at === this.#room) this.#grow();
    const arrays = this.#arrays;
    for (const name of this.#names) arrays[name][at] = row[name];
    return at;
  }

  /** Only the rows; they share the memory until the next `push`. */
  rows(): T {
    return Object.fromEntries(this.#names.map((name) => [name, this.#arrays[name].subarray(0, this.#length)])) as T;
  }

  clear(): void {
    this.#length = 0;
    this.#room = FIRST_ROWS;
    this.#arrays = this.make(FIRST_ROWS);
  }

  #grow(): void {
    this.#room *= 2;
    const made = this.make(this.#room);
    for (const name of this.#names) made[name].set(this.#arrays[name]);
    this.#arrays = made;
  }
}

/** Strings by number: equal ones are kept once. */
export class Strings {
  readonly #list: string[] = [];
  readonly #numbers = new Map<string, number>();

  get list(): readonly string[] { return this.#list; }

  numberOf(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) this.#numbers.set(text, number = this.#list.push(text) - 1);
    return number;
  }

  at(number: number): string { return this.#list[number]; }

  clear(): void {
    this.#list.length = 0;
    this.#numbers.clear();
  }
}
