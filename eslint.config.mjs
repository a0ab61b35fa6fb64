// Lint: the recommended rules, and the layer rule of the design (imports go downwards only).
import tseslint from 'typescript-eslint';
import { importX } from 'eslint-plugin-import-x';

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

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/', '.cache/', 'test/fixtures/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver': { node: { extensions: ['.ts'] } } },
    rules: {
      'import-x/no-restricted-paths': ['error', {
        zones: layers.map((layer) => ({
          target: `./src/${layer}`,
          from: './src',
          except: [layer, ...mayImport[layer]].map((name) => `./${name}`),
          message: `src/${layer} may import only from itself and from: ${mayImport[layer].join(', ') || 'nothing'}.`,
        })),
      }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: hostFree.map((layer) => `src/${layer}/**/*.ts`),
    rules: {
      'no-restricted-imports': ['error', {
        patterns: [{ group: ['node:*', 'vscode', 'fs', 'path', 'os'], message: 'Below the adapter nothing imports a host: pass it in.' }],
      }],
      'no-restricted-globals': ['error', 'process', 'Buffer', 'setTimeout', 'setInterval'],
      'no-restricted-properties': ['error',
        { object: 'Math', property: 'random', message: 'Determinism: no randomness reaches the guest.' },
        { object: 'Date', property: 'now', message: 'Determinism: no wall clock reaches the guest.' },
        { object: 'performance', property: 'now', message: 'Determinism: no wall clock reaches the guest.' }],
    },
  },
);
