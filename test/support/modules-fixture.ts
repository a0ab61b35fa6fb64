/** A made-up project of 30 JavaScript modules for bundlers: ES modules and CommonJS, re-exports, cycles, dead code, text. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function writeModules(folder: string): { entry: string } {
  mkdirSync(join(folder, 'lib'), { recursive: true });
  const esModule = (i: number): string => {
    const next = i + 1 < 24 ? `import { total${i + 1}, Shape${i + 1} } from './m${i + 1}.js';` : `const total24 = (n) => n; class Shape24 {}`;
    return `${next}
import * as text from './text${i % 3}.js';
const unused${i} = [${Array.from({ length: i + 3 }, (_, k) => (k * 7919 + i * 31) % 1009).join(', ')}];
export function total${i}(n, { depth = ${i}, ...rest } = {}) {
  let sum = 0;
  for (let k = 0; k < n; k++) {
    if (k % ${i + 2} === 0) continue;
    else if (k > 1e3) break;
    sum += k ** 2 / ${i + 1} + total${i + 1}(k >> 1, rest);
  }
  return sum + text.name${i % 3}.length + depth;
}
export class Shape${i} extends Shape${i + 1} {
  static count = ${i};
  #side = ${i}.5;
  get area() { return this.#side * this.#side * (super.area ?? 1); }
  async *points(step) { for (let a = 0; a < 6; a += step) yield [Math.cos(a), Math.sin(a), \`p\${a}\`]; }
}
export default unused${i};
`;
  };
  const withoutNewSyntax = (source: string): string => source
    .replace(/ {2}static count.*\n {2}#side.*\n/, '').replace(/this\.#side \* this\.#side \* \(super\.area \?\? 1\)/, 'return_area(this)')
    .replace(/export class/, 'function return_area(s) { return s.w * s.h; }\nexport class');
  for (let i = 0; i < 24; i++) writeFileSync(join(folder, 'lib', `m${i}.js`), withoutNewSyntax(esModule(i)));
  for (let i = 0; i < 3; i++) {
    writeFileSync(join(folder, 'lib', `text${i}.js`),
      `export const name${i} = 'é ü 漢字 ${'lorem ipsum '.repeat(20 + i * 30)}';\nexport const pattern${i} = /a+(b|c)*?\\u00e9/giu;\n`);
  }
  writeFileSync(join(folder, 'lib', 'common.js'), `const other = require('./other.js');\nexports.sum = (a, b) => a + b + other.bias;\nexports.other = other;\n`);
  writeFileSync(join(folder, 'lib', 'other.js'), `module.exports = { bias: 0x10, table: [1,,3], name: "it's" };\n`);
  const entry = join(folder, 'main.js');
  writeFileSync(entry, `import { total0, Shape0 } from './lib/m0.js';
import { sum } from './lib/common.js';
import list from './lib/m5.js';
export { name0 } from './lib/text0.js';
console.log(total0(25), new Shape0().area, sum(1, 2), list.map((x) => x * 2).filter(Boolean));
`);
  return { entry: 'main.js' };
}
