/**
 * No line of the embedded library is upstream's: its files are compared with the sources of Go 1.19, where they are
 * installed. Four or more identical lines in a row (trivial ones do not count, and do not interrupt), or one identical
 * comment, are a failure. Tables of constants and lists of saved registers have one form and may agree.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nodeLibrary } from '../../src/adapter/host/node-library';

const UPSTREAM = ['/usr/lib/go-1.19/src', '/usr/share/go-1.19/src'].find((folder) => existsSync(join(folder, 'runtime')));
/** Upstream's folders with the names of ours, and one of which parts are in our package os. */
const FOLDERS = [...new Set(Object.keys(nodeLibrary()).map(dirname)), 'internal/poll'];
const RUN = 4;

const squeeze = (line: string): string => line.replace(/\s+/g, ' ').trim();

/** Code without its comment; '' if nothing is left that says anything. */
function code(line: string): string {
  const text = squeeze(line.replace(/\/\/.*$/, ''));
  // Braces, and lines as short as "return false" or "gp := mp.curg": anybody's.
  if (text.replace(/[^A-Za-z0-9]/g, '').length < 8) return '';
  if (/^(package \w+|import "[\w/]+"|"[\w/]+"|#include .*|return nil, err|if err != nil \{)$/.test(text)) return '';
  // Arguments into the kernel's registers, registers into a save area: one form.
  if (/^MOV[QL] \w+\+\d+\(FP\), \w+$/.test(text)) return '';
  if (/^MOV(Q|UPS) (\w+, \d+\(SP\)|\d+\(SP\), \w+)$/.test(text)) return '';
  return text;
}

/** Words of a comment; '' for directives and for what is too short to be anybody's own. */
function comment(line: string): string {
  const found = /(?:^|[\s;{}),])\/\/(.*)$/.exec(line);
  if (!found || /^(go:|\s*\+build|line )/.test(found[1])) return '';
  const text = squeeze(found[1]);
  // A declaration quoted above assembly is a fact, not a wording.
  return text.split(' ').length < 4 || text.startsWith('func ') ? '' : text;
}

function sourcesOf(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => /\.(go|s|h)$/.test(name) && !name.endsWith('_test.go')).map((name) => readFileSync(join(folder, name), 'utf8')) : [];
}

describe('the embedded library is ours', function () {
  const runs = new Set<string>(), comments = new Set<string>();
  before(function () {
    if (!UPSTREAM) this.skip();
    for (const text of FOLDERS.flatMap((folder) => sourcesOf(join(UPSTREAM as string, folder)))) {
      const lines = text.split('\n'), codes = lines.map(code).filter(Boolean);
      for (let at = 0; at + RUN <= codes.length; at++) runs.add(codes.slice(at, at + RUN).join('\n'));
      for (const line of lines) if (comment(line)) comments.add(comment(line));
    }
    assert.ok(runs.size > 10_000 && comments.size > 5_000, `${runs.size} runs, ${comments.size} comments`);
  });

  it('no run of four lines', () => {
    const found: string[] = [];
    for (const [name, text] of Object.entries(nodeLibrary())) {
      const codes = text.split('\n').map((line, index) => ({ line: index + 1, text: code(line) })).filter((entry) => entry.text !== '');
      for (let at = 0; at + RUN <= codes.length; at++) {
        const run = codes.slice(at, at + RUN).map((entry) => entry.text).join('\n');
        if (runs.has(run)) found.push(`${name}:${codes[at].line}\n${run}`);
      }
    }
    assert.deepEqual(found, []);
  });

  it('no comment', () => {
    const found: string[] = [];
    for (const [name, text] of Object.entries(nodeLibrary())) {
      text.split('\n').forEach((line, index) => { if (comment(line) && comments.has(comment(line))) found.push(`${name}:${index + 1}: ${comment(line)}`); });
    }
    assert.deepEqual(found, []);
  });

  it('would find a copy', function () {
    const text = readFileSync(join(UPSTREAM as string, 'runtime/proc.go'), 'utf8');
    const codes = text.split('\n').map(code).filter(Boolean);
    assert.ok(runs.has(codes.slice(500, 504).join('\n')));
  });
});
