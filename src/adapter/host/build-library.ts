/** Run by esbuild.mjs: compiles the embedded library for each edition into files, and prints their key. Arguments: src, the folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { createLibrary, EDITIONS } from '../../embedded/library';
import { writeLibrary } from '../../toolchain/library/archive';
import { compileLibrary } from '../launch/library';
import { libraryKey } from './library-key';
import { readSources } from './node-library';

const [src, folder] = process.argv.slice(2);
const key = libraryKey(src), sources = createLibrary(readSources(join(src, 'embedded')), []);
mkdirSync(folder, { recursive: true });
for (const edition of EDITIONS) writeFileSync(join(folder, `${edition}.bin`), deflateSync(writeLibrary(compileLibrary(sources, edition), key), { level: 9 }));
process.stdout.write(key);
