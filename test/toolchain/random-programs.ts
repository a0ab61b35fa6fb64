/** Random Go programs: arithmetic of all integer and float types, conversions, comparisons, memory in structs, arrays, slices and maps. */

/** Numbers that depend on the seed alone. */
export class Numbers {
  constructor(private state: number) {}
  /** 0 <= n < limit */
  below(limit: number): number {
    this.state = (Math.imul(this.state, 1103515245) + 12345) >>> 0;
    return Math.floor((this.state / 0x100000000) * limit);
  }
  pick<X>(list: readonly X[]): X { return list[this.below(list.length)]; }
}

const INTS = ['int8', 'int16', 'int32', 'int64', 'int', 'uint8', 'uint16', 'uint32', 'uint64', 'uint', 'uintptr'];
const TYPES = [...INTS, 'float64', 'bool', 'string'];
const FIELDS = ['a', 'b', 'c', 'd'];

class Generator {
  private readonly lines: string[] = [];
  constructor(private readonly r: Numbers) {}

  private variable(t: string): string {
    return this.r.pick([`v_${t}_0`, `v_${t}_1`, `v_${t}_2`, `arr_${t}[${this.r.below(3)}]`, `arr_${t}[idx(${this.r.below(1000)})]`, `st.${t}_f`, `ps.${t}_f`, `*p_${t}`, `sl_${t}[${this.r.below(3)}]`, `g_${t}`, `f_${t}(${this.expr('int', 3)})`, `m_${t}["${this.r.pick(FIELDS)}"]`, `esc_${t}`]);
  }

  private constant(t: string): string {
    if (t === 'bool') return this.r.pick(['true', 'false']);
    if (t === 'string') return this.r.pick(['""', '"a"', '"xyz"', '"é"']);
    if (t === 'float64') return this.r.pick(['0.5', '-3.25', '1e10', '7']);
    const bits = { int8: 7, int16: 15, int32: 31, int64: 63, int: 63, uint8: 8, uint16: 16, uint32: 32 }[t] ?? 64;
    const max = (1n << BigInt(bits)) - 1n;
    return String(this.r.pick([0n, 1n, 2n, 7n, max, max / 3n, ...(t.startsWith('int') ? [-1n, -max - 1n, -5n] : [])]));
  }

  /** An expression of type t. */
  expr(t: string, depth = 0): string {
    const leaf = depth > 3 || this.r.below(10) < 2;
    if (leaf) return this.r.below(3) === 0 ? `id_${t}(${this.constant(t)})` : this.r.pick([`v_${t}_0`, `v_${t}_1`, `st.${t}_f`, `esc_${t}`]);
    const e = (u = t): string => this.expr(u, depth + 1);
    if (t === 'bool') {
      const u = this.r.pick(TYPES);
      return this.r.pick([`(${e()} && ${e()})`, `(${e()} || ${e()})`, `!${e()}`, u === 'bool' ? `(${e()} == ${e()})` : `(${e(u)} ${this.r.pick(['<', '<=', '>', '>=', '==', '!='])} ${e(u)})`, `(any1(${e(u)}) == any1(${e(u)}))`, this.variable('bool')]);
    }
    if (t === 'string') return this.r.pick([`(${e()} + ${e()})`, `str(${e('int')})`, this.variable(t), `cut(${e()}, ${e('int')})`]);
    if (t === 'float64') return this.r.pick([`(${e()} ${this.r.pick(['+', '-', '*'])} ${e()})`, `float64(${e(this.r.pick(INTS))})`, `(-${e()})`, this.variable(t)]);
    switch (this.r.below(11)) {
      // A constant on one side: other code than for two variables.
      case 9: return `(${this.variable(t)} ${this.r.pick(['+', '-', '*', '&', '|', '^', '&^'])} ${t}(${this.constant(t)}))`;
      case 10: return this.r.pick([`(${this.variable(t)} ${this.r.pick(['<<', '>>'])} ${this.r.below(70)})`, `(${this.variable(t)} ${this.r.pick(['/', '%'])} ${1 + this.r.below(100)})`]);
      case 0: case 1: case 2: return `(${e()} ${this.r.pick(['+', '-', '*', '&', '|', '^', '&^'])} ${e()})`;
      case 3: return `(${e()} ${this.r.pick(['/', '%'])} (${e()} | 1))`;
      case 4: return `(${e()} ${this.r.pick(['<<', '>>'])} (${e(this.r.pick(['uint8', 'uint', 'uint64']))} % 70))`;
      case 5: return `${t}(${e(this.r.pick(INTS))})`;
      case 6: return this.r.pick([`(-${e()})`, `(^${e()})`]);
      case 7: return this.r.pick([`${t}(len(${e('string')}))`, `pick_${t}(${e('bool')}, ${e()}, ${e()})`, `any1(${e()}).(${t})`]);
      default: return this.variable(t);
    }
  }

  private statement(depth = 0): void {
    const t = this.r.pick(TYPES), pad = '\t'.repeat(depth + 1);
    const target = this.r.pick([`v_${t}_0`, `v_${t}_1`, `v_${t}_2`, `arr_${t}[idx(${this.expr('int', 2)})]`, `st.${t}_f`, `ps.${t}_f`, `*p_${t}`, `sl_${t}[idx(${this.r.below(99)})]`, `g_${t}`, `m_${t}["${this.r.pick(FIELDS)}"]`, `esc_${t}`]);
    switch (this.r.below(depth > 2 ? 4 : 9)) {
      case 0: case 1: case 2: this.lines.push(`${pad}${target} = ${this.expr(t)}`); break;
      case 3:
        if (t === 'bool') this.lines.push(`${pad}v_bool_0, v_bool_1 = ${this.expr('bool', 2)}, v_bool_0`);
        else if (t === 'string') this.lines.push(`${pad}${target} = cut(${target} + ${this.expr(t, 2)}, 20)`);
        else this.lines.push(`${pad}${target} ${this.r.pick(['+=', '-=', '*='])} ${this.expr(t, 1)}`);
        break;
      case 4: this.lines.push(`${pad}if ${this.expr('bool', 1)} {`); this.block(depth); this.lines.push(`${pad}} else {`); this.block(depth); this.lines.push(`${pad}}`); break;
      case 5: this.lines.push(`${pad}for i := 0; i < ${1 + this.r.below(4)}; i++ {`, `${pad}\tv_int_0 += i`); this.block(depth); this.lines.push(`${pad}}`); break;
      case 6: this.lines.push(`${pad}switch ${this.expr('uint8', 2)} % 3 {`, `${pad}case 0:`); this.block(depth); this.lines.push(`${pad}case 1:`); this.block(depth); this.lines.push(`${pad}default:`); this.block(depth); this.lines.push(`${pad}}`); break;
      case 7: this.lines.push(`${pad}func() {`, `${pad}\tdefer func() { v_int_2 += ${this.expr('int', 3)} }()`); this.block(depth); this.lines.push(`${pad}}()`); break;
      default: this.lines.push(`${pad}for i, x := range arr_${t} {`, `${pad}\t_, _ = i, x`, `${pad}\tv_${t}_2 = x`); this.block(depth); this.lines.push(`${pad}}`);
    }
  }

  private block(depth: number): void { for (let i = 0; i < 2; i++) this.statement(depth + 1); }

  program(statements: number): string {
    const head: string[] = ['package main', '', `type T struct {\n${TYPES.map((t) => `\t${t}_f ${t}`).join('\n')}\n}`, '',
      'func idx(x int) int { return (x%3 + 3) % 3 }', 'func any1(x interface{}) interface{} { return x }', 'func str(x int) string { return string(rune(\'a\' + idx(x))) }',
      'func cut(s string, n int) string {\n\tn = (n%8 + 8) % 8\n\tif len(s) > n {\n\t\treturn s[:n]\n\t}\n\treturn s\n}'];
    for (const t of TYPES) head.push(`var g_${t} ${t}`, `func id_${t}(x ${t}) ${t} { return x }`, `func f_${t}(x int) ${t} { v_int_g++; return g_${t} }`, `func pick_${t}(c bool, a, b ${t}) ${t} {\n\tif c {\n\t\treturn a\n\t}\n\treturn b\n}`);
    head.push('var v_int_g int', '', 'func main() {', '\tvar st T', '\tps := &T{}', '\tkeep = append(keep, ps)');
    for (const t of TYPES) {
      head.push(`\tvar v_${t}_0, v_${t}_1, v_${t}_2, esc_${t} ${t}`, `\tvar arr_${t} [3]${t}`, `\tsl_${t} := make([]${t}, 3)`, `\tp_${t} := new(${t})`, `\tm_${t} := map[string]${t}{}`, `\tkeep = append(keep, &esc_${t})`);
      head.push(`\tv_${t}_0 = ${this.constant(t)}`, `\tv_${t}_1 = ${this.constant(t)}`);
    }
    for (let i = 0; i < statements; i++) this.statement();
    const tail = TYPES.map((t) => `\tprintln("${t}", v_${t}_0, v_${t}_1, v_${t}_2, arr_${t}[0], arr_${t}[1], arr_${t}[2], sl_${t}[0], st.${t}_f, ps.${t}_f, *p_${t}, g_${t}, m_${t}["a"], m_${t}["b"], esc_${t})`);
    return [...head, ...this.lines, ...tail, '\tst2 := st', '\tprintln(st2 == st, st == *ps, v_int_g)', '}', '', 'var keep []interface{}', ''].join('\n');
  }
}

export function randomProgram(seed: number, statements: number): string { return new Generator(new Numbers(seed)).program(statements); }
