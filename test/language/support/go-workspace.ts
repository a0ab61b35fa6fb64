/** Go's own sources as the language server knows them. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Workspace } from '../../../src/language/features/workspace';
import { goroot } from '../../support/go-tests';

/** Every `.s` of GOROOT/src, tests' data left out. */
export function assemblyFiles(): string[] {
  const found: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) { if (entry.name !== 'testdata') walk(path); } else if (entry.name.endsWith('.s')) found.push(path);
    }
  };
  walk(join(goroot, 'src'));
  return found;
}

export function goWorkspace(paths: readonly string[]): Workspace {
  const workspace = new Workspace();
  for (const folder of new Set(paths.map((path) => dirname(path)))) {
    for (const name of readdirSync(folder)) if (/\.(s|go|h)$/.test(name)) workspace.setFile(`file://${join(folder, name)}`, readFileSync(join(folder, name), 'utf8'));
  }
  return workspace;
}
