import type { GoType } from '../../../image/program-image';
import { EvaluationError } from '../../api';
import type { Console } from '../console';
import { ConsoleError, type Command, type Invocation } from '../types';

/** Levels of structs within structs that `ptype /o` opens. */
const DEEPEST = 8;

/** The type that a text names or that its value has. @throws EvaluationError for neither */
function typeOf(console: Console, text: string): { type: GoType | undefined; name: string } {
  const wanted = text.replace(/^struct\s+/, '');
  const named = (): GoType | undefined => console.session.evaluator.typeNamed(wanted, console.frameOrNone());
  if (wanted !== text) {
    const type = named();
    if (!type) throw new ConsoleError(`No struct type named ${wanted}.`);
    return { type, name: type.name };
  }
  const fn = functionType(console, wanted);
  if (fn !== undefined) return { type: undefined, name: fn };
  try {
    const value = console.evaluate(text);
    return { type: value.type, name: value.typeName };
  } catch (error) {
    const type = error instanceof EvaluationError ? named() : undefined;
    if (!type) throw error;
    return { type, name: type.name };
  }
}

/** "func(fd int, p []uint8) (n int, err error)" of a function of the program; undefined for what is none */
function functionType({ session: { image } }: Console, name: string): string | undefined {
  const fn = image.functions.byName(name) ?? image.functions.byName(`main.${name}`);
  if (!fn) return undefined;
  const variables = image.variablesAt(fn.entry, 0);
  const list = (role: 'argument' | 'result'): string => variables.filter((variable) => variable.role === role).map((variable) => (variable.name.startsWith('~') ? variable.type.name : `${variable.name} ${variable.type.name}`)).join(', ');
  const results = list('result');
  return `func(${list('argument')})${results === '' ? '' : /[ ,]/.test(results) ? ` (${results})` : ` ${results}`}`;
}

function whatis(console: Console, { args }: Invocation): string {
  if (args === '') throw new ConsoleError('The history is empty: write an expression or a type.');
  return `type = ${typeOf(console, args).name}`;
}

function ptype(console: Console, { args, modifiers }: Invocation): string {
  if (args === '') throw new ConsoleError('Write an expression or a type.');
  const { type, name } = typeOf(console, args);
  if (!type) return `type = ${name}`;
  let pointers = 0;
  let inner = type;
  while (inner.kind === 'pointer' && inner.elem) [inner, pointers] = [inner.elem, pointers + 1];
  const stars = pointers > 0 ? ` ${'*'.repeat(pointers)}` : '';
  if (inner.kind !== 'struct' || !inner.fields) return `type = ${underlying(type)}`;
  if (modifiers.includes('o') && pointers === 0) return layoutOf(inner);
  const fields = inner.fields.map((field) => `    ${field.embedded ? field.type.name : `${field.name} ${field.type.name}`}`);
  return `type = struct ${inner.name} {\n${fields.join('\n')}${fields.length > 0 ? '\n' : ''}}${stars}`;
}

/** What a named type is made of: "uint32" of runtime.throwType. */
function underlying(type: GoType): string {
  if (!/^[\w./]+\.\w+$/.test(type.name)) return type.name;
  switch (type.kind) {
    case 'int': case 'uint': case 'float': case 'complex': return `${type.kind}${type.size * 8}`;
    case 'bool': case 'string': return type.kind;
    case 'slice': return `[]${type.elem?.name ?? '?'}`;
    case 'array': return `[${type.length ?? '?'}]${type.elem?.name ?? '?'}`;
    case 'map': return `map[${type.key?.name ?? '?'}]${type.elem?.name ?? '?'}`;
    case 'chan': return `chan ${type.elem?.name ?? '?'}`;
    default: return type.name;
  }
}

/** Columns as gdb's `ptype /o` has them: offset from the outermost struct, size, and holes. */
function layoutOf(type: GoType): string {
  const lines = [`/* offset      |    size */  type = struct ${type.name} {`];
  addFields(lines, type, 0, 1);
  return [...lines, `${' '.repeat(29)}}`].join('\n');
}

function addFields(lines: string[], struct: GoType, base: number, level: number): void {
  const indent = '  '.repeat(level * 2);
  let end = 0;
  const hole = (to: number): void => {
    if (to > end) lines.push(`/* XXX ${String(to - end).padStart(2)}-byte ${to === struct.size ? 'padding' : 'hole'}${to === struct.size ? '  ' : '     '} */`);
  };
  for (const { name, type, offset, embedded } of struct.fields ?? []) {
    hole(offset);
    const at = `/* ${String(base + offset).padStart(6)}      |  ${String(type.size).padStart(6)} */${indent}`;
    if (type.kind === 'struct' && (type.fields?.length ?? 0) > 0 && level < DEEPEST) {
      lines.push(`${at}${embedded ? '' : `${name} `}struct ${type.name} {`);
      addFields(lines, type, base + offset, level + 1);
      lines.push(`${' '.repeat(25)}${indent}}`);
    } else lines.push(`${at}${embedded ? '' : `${name} `}${type.name}`);
    end = offset + type.size;
  }
  hole(struct.size);
  lines.push('', `${' '.repeat(27)}${indent}/* total size: ${String(struct.size).padStart(4)} bytes */`);
}

export const typeCommands: readonly Command[] = [
  { names: ['whatis'], group: 'data', takesModifiers: true, usage: 'whatis EXPRESSION | TYPE', help: 'Type of an expression.', run: whatis },
  { names: ['ptype', 'pt'], group: 'data', takesModifiers: true, usage: 'ptype[/o] EXPRESSION | TYPE', help: 'What a type is made of; with /o offsets, sizes and holes.', run: ptype },
];
