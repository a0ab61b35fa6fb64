// Lint: the recommended rules, and the layer rule of the design (imports go downwards only).
import tseslint from 'typescript-eslint';

// From the top to the bottom. A layer may import from itself and from the layers listed after it here.
const mayImport = {
  extension: ['language', 'adapter', 'cli', 'debugger', 'scheduler', 'embedded', 'toolchain', 'image', 'linux', 'machine'],
  cli: ['adapter', 'debugger', 'scheduler', 'embedded', 'toolchain', 'image', 'linux', 'machine'],
  adapter: ['debugger', 'scheduler', 'embedded', 'toolchain', 'image', 'linux', 'machine'],
  // The table of syscall numbers is a fact that assembly hovers need too.
  language: ['linux'],
  debugger: ['scheduler', 'image', 'linux', 'machine'],
  scheduler: ['image', 'linux', 'machine'],
  embedded: [],
  toolchain: ['image'],
  image: [],
  linux: ['machine'],
  machine: [],
};
const layers = Object.keys(mayImport);
const hostFree = ['debugger', 'scheduler', 'embedded', 'toolchain', 'image', 'linux', 'machine'];

/** Deepest folder below a layer. */
const DEPTH = 4;

/** What a layer's files may not import; the number of `../` that leads to src/ depends on how deep a file is. */
function layerRules(layer) {
  const forbidden = layers.filter((other) => other !== layer && !mayImport[layer].includes(other));
  const host = hostFree.includes(layer)
    ? [{ group: ['node:*', 'vscode', 'fs', 'path', 'os'], message: 'Below the adapter nothing imports a host: pass it in.' }] : [];
  return Array.from({ length: DEPTH }, (_, depth) => ({
    files: [`src/${layer}/${'*/'.repeat(depth)}*.ts`],
    rules: {
      'no-restricted-imports': ['error', {
        patterns: [
          ...(forbidden.length > 0 ? [{
            regex: `^${'\\.\\./'.repeat(depth + 1)}(${forbidden.join('|')})(/|$)`,
            message: `src/${layer} may import only from itself and from: ${mayImport[layer].join(', ') || 'nothing'}.`,
          }] : []),
          ...host,
        ],
      }],
    },
  }));
}

export default tseslint.config(
  { ignores: ['dist/', 'out/', '**/node_modules/', '.cache/', 'test/fixtures/', 'test/workbench/memory-workspace/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    rules: { '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }] },
  },
  ...layers.flatMap(layerRules),
  {
    files: hostFree.map((layer) => `src/${layer}/**/*.ts`),
    rules: {
      'no-restricted-globals': ['error', 'process', 'Buffer', 'setTimeout', 'setInterval'],
      'no-restricted-properties': ['error',
        { object: 'Math', property: 'random', message: 'Determinism: no randomness reaches the guest.' },
        { object: 'Date', property: 'now', message: 'Determinism: no wall clock reaches the guest.' },
        { object: 'performance', property: 'now', message: 'Determinism: no wall clock reaches the guest.' }],
    },
  },
);
