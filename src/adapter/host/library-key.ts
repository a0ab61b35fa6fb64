/** What a compiled library depends on, as one text: it is used only with the sources and the compiler that made it. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The compiler, the library's sources, and the tables that both sides must agree on. */
const FOLDERS = ['toolchain', 'embedded', 'image/tables'];

/** `src`: the source tree. */
export function libraryKey(src: string): string {
  const hash = createHash('sha256');
  for (const folder of FOLDERS) {
    const names = readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
    for (const name of names.filter((n) => /\.(ts|go|s|h)$/.test(n) && !n.startsWith('programs/')).sort()) {
      hash.update(`${folder}/${name}\0`);
      hash.update(readFileSync(join(src, folder, name)));
    }
  }
  return hash.digest('hex');
}
