/** Bundles what is shipped into dist/. `--watch` keeps going; an entry whose source is not there yet is left out. */
import { build, context } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { Mnemonic } from 'iced-x86';

/** Writes a file beside the bundles for Node: the expression that reads it there. */
async function layApart(name, bytes) {
  await mkdir('dist', { recursive: true });
  await writeFile(`dist/${name}`, bytes);
  return `require('fs').readFileSync(require('path').join(__dirname, '${name}'))`;
}

/** The same of a large file, deflated. */
async function layDeflated(name, bytes) { return `require('zlib').inflateRawSync(${await layApart(`${name}.deflated`, deflateRawSync(bytes, { level: 9 }))})`; }

/**
 * iced-x86 is compiled when an instruction is first read by it, which a start often does without. `apart`: its WebAssembly lies
 * beside the bundle, else (a browser cannot read a file without waiting) it is in there as base64. Its enumerations (Code alone
 * has 5,000 members) become TypeScript's, so that esbuild puts the numbers where they are used and leaves the tables out.
 */
const bundleIced = (apart) => ({
  name: 'bundle iced-x86',
  setup(setup) {
    setup.onLoad({ filter: /iced-x86[\\/](.*[\\/])?iced_x86\.js$/ }, async ({ path }) => {
      const replace = (text, statement, by) => {
        if (!statement.test(text)) throw new Error(`${path}: the statement ${statement} has changed; adapt esbuild.mjs`);
        return text.replace(statement, () => by);
      };
      const wasm = join(dirname(path), 'iced_x86_bg.wasm');
      const bytes = apart ? await layDeflated('iced_x86.wasm', await readFile(wasm))
        : `((text) => { const bytes = new Uint8Array(text.length); for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i); return bytes; })(atob(${JSON.stringify(await readFile(wasm, 'base64'))}))`;

      const enums = [];
      let contents = (await readFile(path, 'utf8')).replace(/^module\.exports\.(\w+) = Object\.freeze\(\{([^]*?)\}\);$/gm, (_, name, body) => {
        const members = [...body.matchAll(/"(\d+)":\s*"(\w+)"/g)].map(([, value, member]) => `${member} = ${value}`);
        enums.push(`export enum ${name} { ${members.join(', ')} }`);
        return '';
      });
      if (enums.length < 10) throw new Error(`${path}: its enumerations look different now; adapt esbuild.mjs`);
      contents = replace(contents, /^let wasm;$/m, 'let instance;\nconst wasm = () => instance ??= instantiate();');
      contents = contents.replaceAll(/\bwasm\./g, 'wasm().');
      contents = replace(contents, /const path = require\('path'\)[^]*$/, `function instantiate() { return new WebAssembly.Instance(new WebAssembly.Module(${bytes}), imports).exports; }`);
      contents = replace(contents, /const \{ TextDecoder, TextEncoder \} = require\(`util`\);/, '');
      // All of it is one function, which V8 need not look into before the first instruction is read. Classes stand for the ones in there.
      const names = [...new Set([...contents.matchAll(/^module\.exports\.([A-Z]\w*) = /gm)].map(([, name]) => name))];
      contents = `let loaded;
        const library = () => { if (!loaded) { loaded = {}; load({ exports: loaded }); } return loaded; };
        const later = (name) => new Proxy(class {}, { construct: (_, args) => new (library()[name])(...args), get: (_, key) => library()[name][key] });
        function load(module) {\n${contents}\n}
        ${names.map((name) => `export const ${name} = /* @__PURE__ */ later('${name}');`).join('\n')}\n${enums.join('\n')}`;
      return { contents, loader: 'ts' };
    });
  },
});

/** The names of iced's mnemonics as one text: as an object's properties, which esbuild makes of an enumeration, they take 10 ms at each start. */
const mnemonicNames = {
  name: 'mnemonic names',
  setup(setup) {
    setup.onLoad({ filter: /src[\\/]machine[\\/]decode[\\/]mnemonic-names\.ts$/ }, () => {
      const names = Array.from({ length: Object.keys(Mnemonic).length / 2 }, (_, number) => Mnemonic[number]);
      if (!names.every(Boolean)) throw new Error('iced-x86: its mnemonics are not numbered from 0 on any more; adapt esbuild.mjs');
      return { contents: `let names;\nexport function mnemonicName(mnemonic) { return (names ??= ${JSON.stringify(names.join(' '))}.split(' '))[mnemonic]; }`, loader: 'js' };
    });
  },
};

/** Modules of Node's that a start often does without, and what is used of them: loaded at the first call (zlib and its streams take 8 ms). */
const LATER = { 'node:zlib': ['deflateSync', 'inflateSync'], 'node:crypto': ['createHash', 'randomUUID'], 'node:child_process': ['execFileSync', 'spawn'] };
const loadLater = {
  name: 'load later',
  setup(setup) {
    setup.onResolve({ filter: new RegExp(`^(${Object.keys(LATER).join('|')})$`) }, ({ path, namespace }) => (namespace === 'later' ? undefined : { path, namespace: 'later' }));
    setup.onLoad({ filter: /.*/, namespace: 'later' }, ({ path }) => ({ contents: LATER[path].map((name) => `export const ${name} = (...args) => require('${path}').${name}(...args);`).join('\n'), loader: 'js' }));
    // Node's own is quicker, and fflate makes its tables, and loads what it needs for threads, at each start.
    setup.onResolve({ filter: /^fflate$/ }, () => ({ path: 'fflate', namespace: 'by zlib' }));
    setup.onLoad({ filter: /.*/, namespace: 'by zlib' }, () => ({ contents: `export const unzlibSync = (data, { out }) => require('zlib').inflateSync(data, { maxOutputLength: out.length });`, loader: 'js' }));
  },
};

/** What @vscode/debugadapter asks of Node in a worker: `events` is ours, the rest (logging to files, sockets) is never called there. */
const withoutNode = {
  name: 'without Node',
  setup(setup) {
    setup.onResolve({ filter: /^events$/ }, () => ({ path: join(import.meta.dirname, 'src/extension/web/polyfills/events.ts') }));
    setup.onResolve({ filter: /^(fs|path|net|url)$/ }, ({ path, importer }) => {
      if (!/@vscode[\\/]debugadapter/.test(importer)) return { errors: [{ text: `${importer} imports ${path}, which browsers lack` }] };
      return { path, namespace: 'nothing' };
    });
    setup.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
  },
};

/** Runs a module of ours that makes something at build time: what it prints. */
async function runModule(path, ...args) {
  const { outputFiles: [{ text }] } = await build({ entryPoints: [path], bundle: true, write: false, platform: 'node', format: 'cjs', target: 'node20', plugins: [bundleIced(false)] });
  return execFileSync(process.execPath, ['-', ...args], { input: text, encoding: 'utf8', maxBuffer: 1 << 26 });
}

/** The embedded library, compiled for each edition into files beside the bundles; its key, by which a bundle knows its own. */
let libraryKey;
const buildLibrary = () => runModule('src/adapter/host/build-library.ts', join(import.meta.dirname, 'src'), join(import.meta.dirname, 'dist/library'));

/**
 * The embedded runtime's Go and assembly files come into the bundle as texts; `packed`: deflated, which Node unpacks in 3 ms; a
 * browser has no unpacking that does not wait, and gets all its files packed by the server. Under --watch, where they and the
 * compiler change, the bundles compile them at launch.
 */
const embeddedSources = (packed) => ({
  name: 'embedded sources',
  setup(setup) {
    setup.onLoad({ filter: /src[\\/]embedded[\\/]bundled-sources\.ts$/ }, async ({ path }) => {
      const folder = dirname(path);
      const names = (await readdir(folder, { recursive: true })).map((name) => name.replaceAll('\\', '/')).filter((name) => /\.(go|s|h)$/.test(name)).sort();
      const files = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])));
      const json = JSON.stringify(files);
      const texts = packed ? `JSON.parse(require('zlib').inflateRawSync(Buffer.from('${deflateRawSync(json, { level: 9 }).toString('base64')}', 'base64')).toString())` : json;
      return { contents: `export const bundledSources = () => (${texts});\nexport const bundledKey = ${production ? JSON.stringify(await (libraryKey ??= buildLibrary())) : undefined};`, loader: 'js', watchFiles: names.map((name) => join(folder, name)), watchDirs: [folder] };
    });
  },
});

/**
 * The interpreter's common handlers and the decoding of common instructions are made once, here, and not at each start. `apart`: they
 * lie beside the bundle; in a browser there is no decoding made before: 800 kB are too much to fetch for what they save.
 */
let prebuilt;
const prebuiltForms = (apart) => ({
  name: 'prebuilt forms',
  setup(setup) {
    const make = async () => JSON.parse(await (prebuilt ??= runModule('src/machine/interpret/build-forms.ts')));
    setup.onLoad({ filter: /src[\\/]machine[\\/]interpret[\\/]prebuilt-forms\.ts$/ }, async () => {
      const { wasm, forms } = (await make()).forms;
      const bytes = apart ? await layApart('handlers.wasm', Buffer.from(wasm, 'base64')) : `fromBase64('${wasm}')`;
      return { contents: `import { fromBase64 } from '../base64';\nexport const prebuiltForms = () => ({ wasm: ${bytes}, forms: ${JSON.stringify(forms)} });`, loader: 'js' };
    });
    setup.onLoad({ filter: /src[\\/]machine[\\/]decode[\\/]prebuilt-templates\.ts$/ }, async () => {
      if (!apart) return { contents: 'export const prebuiltTemplates = undefined;', loader: 'js' };
      return { contents: `export const prebuiltTemplates = () => ${await layDeflated('templates.bin', Buffer.from((await make()).templates, 'base64'))};`, loader: 'js' };
    });
  },
});

/**
 * Bundles for Node in ASCII: read byte by byte they are quicker to load. Strings are esbuild's matter; what it leaves are regular
 * expressions, in which such an escape means the same.
 */
const ascii = {
  name: 'ASCII',
  setup(setup) {
    setup.initialOptions.write = false;
    setup.onEnd(async ({ outputFiles }) => {
      for (const { path, text } of outputFiles ?? []) {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, text.replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`));
      }
    });
  },
};

/** The scenarios' programs as one file beside the bundles: the extension reads it when somebody asks for them. */
async function writeScenarios() {
  const folder = join(import.meta.dirname, 'src/embedded/programs');
  const names = (await readdir(folder)).filter((name) => /^\d+-.*\.go$/.test(name)).sort();
  const files = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])));
  await mkdir('dist', { recursive: true });
  await writeFile('dist/scenarios.json', JSON.stringify(files));
}

const production = !process.argv.includes('--watch');
const common = { bundle: true, minify: production, sourcemap: production ? false : 'inline', target: 'es2022', logLevel: 'warning', loader: { '.go': 'text' } };
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20', plugins: [bundleIced(true), mnemonicNames, loadLater, embeddedSources(true), prebuiltForms(true), ascii] };
// A web worker has no Node: what the packages take from it is replaced by small browser packages or left out.
const browser = { ...common, platform: 'browser', format: 'cjs', conditions: ['browser'], plugins: [bundleIced(false), mnemonicNames, embeddedSources(false), prebuiltForms(false), withoutNode] };

const entries = [
  { ...node, entryPoints: ['src/cli/start.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  { ...node, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli-main.js' },
  { ...node, entryPoints: ['src/cli/run-main.ts'], outfile: 'dist/run-main.js' },
  { ...node, entryPoints: ['src/adapter/start-node.ts'], outfile: 'dist/adapter.js' },
  { ...node, entryPoints: ['src/adapter/main-node.ts'], outfile: 'dist/adapter-main.js' },
  { ...node, entryPoints: ['src/extension/node.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
  { ...node, entryPoints: ['src/extension/language-client-node.ts'], outfile: 'dist/language-client.js', external: ['vscode'] },
  { ...node, entryPoints: ['src/language/node.ts'], outfile: 'dist/language-server.js' },
  { ...browser, format: 'iife', entryPoints: ['src/extension/board/webview.ts'], outfile: 'dist/board.js' },
  { ...browser, format: 'iife', entryPoints: ['src/extension/timeline/webview.ts'], outfile: 'dist/timeline.js' },
  { ...browser, format: 'iife', entryPoints: ['src/language/browser.ts'], outfile: 'dist/web/language-server.js' },
  { ...browser, entryPoints: ['src/extension/web.ts'], outfile: 'dist/web/extension.js', external: ['vscode'] },
  { ...browser, entryPoints: ['src/extension/web/inline-adapter.ts'], outfile: 'dist/web/adapter.js', external: ['vscode'] },
  { ...browser, entryPoints: ['src/extension/language-client-web.ts'], outfile: 'dist/web/language-client.js', external: ['vscode'] },
].filter(({ entryPoints: [entry] }) => existsSync(entry));

await writeScenarios();
if (production) await Promise.all(entries.map((entry) => build(entry)));
else await Promise.all(entries.map(async (entry) => (await context(entry)).watch()));
