/** ProgramImage from plain tables: for programs that no ELF file holds. See plain.ts for the input. */
import type { ConstantInfo, GlobalInfo, Location, ProgramImage, VariableInfo } from '../program-image';
import { parseGoVersion } from '../go/version';
import { NamedRanges } from '../shared/named-ranges';
import { PlainFunctions } from './functions';
import { PlainLines } from './lines';
import type { PlainProgram, PlainVariable } from './plain';
import { PlainTypes } from './types';

export function buildImage(program: PlainProgram): ProgramImage {
  const functions = new PlainFunctions(program.functions);
  const lines = new PlainLines(functions, program.functions);
  const types = new PlainTypes(program.types);
  const globals = new NamedRanges<GlobalInfo & { size: number }>(() => program.globals.map(({ name, address, type }) => ({
    name, address, type: types.all[type], size: types.all[type].size,
  })));
  let constants: ReadonlyMap<string, ConstantInfo> | undefined;
  const constant = (name: string): ConstantInfo | undefined => (constants ??= constantsOf(program, types)).get(name);
  return {
    path: program.path,
    origin: 'embedded',
    goVersion: program.goVersion === undefined ? undefined : parseGoVersion(program.goVersion),
    entry: program.entry,
    segments: program.segments,
    programHeaders: program.programHeaders ?? { address: 0, entrySize: 56, count: 0 },
    functions, lines, types, globals,
    symbols: new NamedRanges(() => program.symbols),
    constants: { byName: constant },
    variablesAt: (pc, depth = 0) => variablesAt(functions, lines, types, pc, depth),
    sourceText: (file) => Object.hasOwn(program.sources, file) ? program.sources[file] : undefined,
    // The tables say as much as DWARF would: types, variables and statement marks.
    hasDwarf: true,
    warnings: program.warnings ?? [],
  };
}

function constantsOf(program: PlainProgram, types: PlainTypes): Map<string, ConstantInfo> {
  return new Map(program.constants.map(({ name, value, type }) => [name, { name, value: BigInt(value), type: type === undefined ? undefined : types.all[type] }]));
}

/** Variables are known for functions' own frames; our compiler does not inline functions that have some. */
function variablesAt(functions: PlainFunctions, lines: PlainLines, types: PlainTypes, pc: number, depth: number): VariableInfo[] {
  const calls = functions.inlinedAt(pc);
  const fn = functions.plainAt(pc);
  if (!fn || depth !== calls.length) return [];
  const line = calls.length > 0 ? calls[calls.length - 1].callLine : lines.at(pc)?.line;
  const found: { -readonly [K in keyof VariableInfo]: VariableInfo[K] }[] = [];
  for (const variable of fn.variables) {
    if (variable.scope && !variable.scope.some((range) => pc >= range.start && pc < range.end)) continue;
    // A local is not there before its declaration, though its block is.
    if (variable.role === 'local' && variable.line !== undefined && line !== undefined && variable.line > line) continue;
    if (variable.name !== '_') for (const outer of found) if (outer.name === variable.name) outer.shadowed = true;
    found.push({
      name: variable.name, type: types.all[variable.type], role: variable.role, location: locationAt(variable, pc),
      declaration: variable.line === undefined ? undefined : { file: fn.file, line: variable.line },
      shadowed: false, escaped: variable.escaped ?? false,
    });
  }
  return found;
}

function locationAt(variable: PlainVariable, pc: number): Location {
  if (!Array.isArray(variable.location)) return variable.location;
  return variable.location.find((range) => pc >= range.start && pc < range.end)?.location ?? { kind: 'gone' };
}
