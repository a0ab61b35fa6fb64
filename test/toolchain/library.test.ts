/** Go's own packages (sort, strconv, strings, bytes, math, unicode, containers), compiled by our toolchain, behave as compiled by Go. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from '../../src/toolchain/compile';
import type { SourceText } from '../../src/toolchain/packages';
import { goroot } from '../support/go-tests';
import { requireTool } from '../support/tools';
import { folderSources, provider, removeScratch, runBuilt, runWithGo } from './support';

/** Small replacements for packages that need a scheduler, and for what the subset leaves out. */
const replacements = path.join(__dirname, 'library');
/** Complex numbers, generated generics, FMA instructions. */
const LEFT_OUT = /\/(gen_|atoc|ctoa|exp_amd64|exp_asm)[^/]*$/;

describe('toolchain: Go\'s own packages', () => {
  before(function () { requireTool(this, 'go'); });
  after(removeScratch);

  it('print the same', function () {
    const text = fs.readFileSync(path.join(replacements, 'main.go'), 'utf8');
    const base = provider({ main: [{ name: 'main.go', text }] });
    const files = (importPath: string): SourceText[] | undefined => {
      const own = base.files(importPath), local = path.join(replacements, importPath), real = path.join(goroot, 'src', importPath);
      if (own) return own;
      const extra = fs.existsSync(local) ? folderSources(local, `${importPath}/`) : [];
      if (extra.some((f) => f.name.endsWith('/stub.go'))) return extra;
      if (!fs.existsSync(real)) return undefined;
      return [...folderSources(real, `${importPath}/`).filter((f) => !LEFT_OUT.test(f.name)), ...extra];
    };
    const ours = runBuilt(build({ sources: { files }, edition: 'go1.19' })), theirs = runWithGo(text);
    assert.equal(ours.stderr, theirs.stderr);
    assert.equal(ours.status, 0);
  });
});
