/** The TextMate grammar, by the engine that VS Code uses. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadWASM, OnigScanner, OnigString } from 'vscode-oniguruma';
import { type IGrammar, INITIAL, parseRawGrammar, Registry } from 'vscode-textmate';
import { root } from '../support/gosched';
import { requireTool } from '../support/tools';
import { assemblyFiles } from './support/go-workspace';

const file = join(root, 'syntaxes/go-asm.tmLanguage.json');

describe('grammar of Go assembly', () => {
  let grammar: IGrammar;
  before(async () => {
    await loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));
    const onigLib = Promise.resolve({ createOnigScanner: (patterns: string[]) => new OnigScanner(patterns), createOnigString: (text: string) => new OnigString(text) });
    const registry = new Registry({ onigLib, loadGrammar: (scope) => Promise.resolve(scope === 'source.go.asm' ? parseRawGrammar(readFileSync(file, 'utf8'), file) : null) });
    grammar = (await registry.loadGrammar('source.go.asm'))!;
  });

  /** Innermost scope of `word` in the last of the lines. */
  function scope(text: string, word: string): string {
    let stack = INITIAL;
    let found = '';
    for (const line of text.split('\n')) {
      const result = grammar.tokenizeLine(line, stack);
      stack = result.ruleStack;
      const column = line.indexOf(word);
      const token = column < 0 ? undefined : result.tokens.find(({ startIndex, endIndex }) => startIndex <= column && column < endIndex);
      found = token?.scopes.at(-1) ?? '';
    }
    return found.replace(/\.go\.asm$/, '');
  }

  const cases: [string, string, RegExp][] = [
    ['TEXT ·Syscall6(SB), NOSPLIT, $0-80', 'TEXT', /^keyword/],
    ['TEXT ·Syscall6(SB), NOSPLIT, $0-80', 'Syscall6', /^entity\.name\.function/],
    ['TEXT ·Syscall6(SB), NOSPLIT, $0-80', 'NOSPLIT', /^(constant|support|storage)/],
    ['TEXT ·Syscall6(SB), NOSPLIT, $0-80', 'SB', /^variable/],
    ['\tMOVQ\ta1+8(FP), DI', 'MOVQ', /^(keyword|support|entity)/],
    ['\tMOVQ\ta1+8(FP), DI', 'a1', /^variable/],
    ['\tMOVQ\ta1+8(FP), DI', 'DI', /^variable/],
    ['\tCMPQ\tAX, $0xfffffffffffff001', '0xfffffffffffff001', /^constant\.numeric/],
    ['\tJLS\tok2', 'JLS', /^keyword/],
    ['ok2:', 'ok2', /^entity\.name/],
    ['\tMOVQ\t$39, AX', 'AX', /^variable/],
    ['again: LOCK; XADDQ AX, (BX)', 'LOCK', /^keyword/],
    ['again: LOCK; XADDQ AX, (BX)', 'XADDQ', /^support/],
    ['#define BIG(r) MOVQ $1, r', 'MOVQ', /^support/],
    ['\tRET // done', 'done', /^comment\.line/],
    ['/* one\n   two */', 'two', /^comment\.block/],
    ['#define BIG(r) MOVQ $1, r', '#define', /^(keyword|meta|punctuation)/],
    ['#include "textflag.h"', 'textflag', /^string/],
    ['DATA msg<>+0(SB)/8, $"hello\\n\\z"', 'hello', /^string/],
  ];
  it("leaves no scope open at the end of any of Go's own files", function () {
    requireTool(this, 'go');
    const paths = assemblyFiles();
    assert.ok(paths.length > 400);
    for (const path of paths) {
      let stack = INITIAL;
      for (const line of readFileSync(path, 'utf8').split('\n')) stack = grammar.tokenizeLine(line, stack).ruleStack;
      assert.equal(stack.depth, 1, path);
    }
  });
  for (const [text, word, expected] of cases) {
    it(`${word} in ${JSON.stringify(text)}`, () => assert.match(scope(text, word), expected));
  }
});
