/** The parser by itself: precedence as in the Go specification, and no input that breaks it. */
import assert from 'node:assert/strict';
import { EvaluationError } from '../../../src/debugger/api';
import type { Expression } from '../../../src/debugger/expressions/syntax/ast';
import { parseExpression } from '../../../src/debugger/expressions/syntax/parser';
import { nearMatches } from '../../../src/debugger/expressions/near-matches';

/** The tree with every operator's operands in parentheses. */
function shape(node: Expression): string {
  switch (node.kind) {
    case 'number': return String(node.value);
    case 'string': return JSON.stringify(node.value);
    case 'name': case 'quoted': case 'type': return node.name;
    case 'register': return `$${node.name}`;
    case 'selector': return `${shape(node.operand)}.${node.name}`;
    case 'assertion': return `${shape(node.operand)}.(${node.type})`;
    case 'index': return `${shape(node.operand)}[${shape(node.index)}]`;
    case 'slice': return `${shape(node.operand)}[${node.low ? shape(node.low) : ''}:${node.high ? shape(node.high) : ''}]`;
    case 'call': return `${shape(node.callee)}(${node.args.map(shape).join(', ')})`;
    case 'unary': return `(${node.operator}${shape(node.operand)})`;
    case 'binary': return `(${shape(node.left)} ${node.operator} ${shape(node.right)})`;
    case 'assign': return `${shape(node.target)} ${node.operator ?? ''}= ${shape(node.value)}`;
  }
}

describe('expression parser', () => {
  const trees: [string, string][] = [
    ['a + b * c', '(a + (b * c))'], ['a * b + c', '((a * b) + c)'], ['a - b - c', '((a - b) - c)'], ['a || b && c == d', '(a || (b && (c == d)))'],
    ['a & b == c', '((a & b) == c)'], ['a << 1 + 2', '((a << 1) + 2)'], ['a &^ b | c', '((a &^ b) | c)'], ['-a.b[0]', '(-a.b[0])'], ['!a == b', '((!a) == b)'],
    ['*p.x', '(*p.x)'], ['(*p).x', '(*p).x'], ['&a[1:2]', '(&a[1:2])'], ['(*runtime.g)(0x10).goid', '(*runtime.g)(16).goid'], ['*(*uint64)(a)', '(*(*uint64)(a))'],
    ['[]byte(s)', '[]byte(s)'], ['(*[4]uint64)(p)[1]', '(*[4]uint64)(p)[1]'], ['map[string]int(x)', 'map[string]int(x)'], ['m.p.ptr().id', 'm.p.ptr().id'],
    ['a[:]', 'a[:]'], ['a[1:]', 'a[1:]'], ['$rax & 0xff', '($rax & 255)'], ["'\\n'", '10'], ["'main.x'", 'main.x'], ['017', '15'], ['0o17', '15'], ['1_000', '1000'], ['.5', '0.5'],
    ['1e3', '1000'], ['`a\\b`', '"a\\\\b"'], ['"\\x41\\u00e9\\101"', '"AéA"'], ['x += 2', 'x += 2'], ['x++', 'x += 1'], ['x = y == z', 'x = (y == z)'], ['len(a, b)', 'len(a, b)'], ['f(a,)', 'f(a)'], ['*e.(*errors.errorString)', '(*e.(*errors.errorString))'], ['e.([]int)[0].x', 'e.([]int)[0].x'],
  ];
  for (const [text, expected] of trees) {
    it(`${text} is ${expected}`, () => assert.equal(shape(parseExpression(text)), expected));
  }

  it('answers every input with a tree or an EvaluationError inside the text', () => {
    const pieces = ['a', 'runtime', '.', '(', ')', '[', ']', '*', '&', '+', '-', '!', '==', '&&', ' ', '0x', '1', '"', "'", '`', '$', '$r', ':', ',', '=', '++', '\\', 'é', '€', '\0', '[]', 'map[', '<<', '99999999999999999999', '1e', '"\\q"'];
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    let parsed = 0;
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: 1 + random(9) }, () => pieces[random(pieces.length)]).join('');
      try {
        parseExpression(text);
        parsed++;
      } catch (error) {
        assert.ok(error instanceof EvaluationError, `${JSON.stringify(text)}: ${String(error)}`);
        assert.ok(error.offset !== undefined && error.offset >= 0 && error.offset <= text.length, `${JSON.stringify(text)}: ${error.offset}`);
        assert.ok(error.message.length > 5);
      }
    }
    assert.ok(parsed > 500);
  });

  it('finds near names: case, one letter more, less or other, two swapped', () => {
    const names = ['npidle', 'nmspinning', 'nmidle', 'status', 'syscalltick'];
    assert.equal(nearMatches('npidel', names)[0], 'npidle');
    assert.deepEqual(nearMatches('Status', names), ['status']);
    assert.deepEqual(nearMatches('sysclltick', names), ['syscalltick']);
    assert.deepEqual(nearMatches('completelyother', names), []);
  });
});
