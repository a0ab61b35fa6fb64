import type { FunctionTable } from '../../image/program-image';
import { functionAliases } from '../../scheduler/versions';

/** Thrown for a /regular expression/ that is none. */
export class FunctionPatternError extends Error {}

/** "runtime/internal/syscall.Syscall6" -> "Syscall6"; "main.(*T).M" -> "(*T).M" */
export function withoutPackage(name: string): string {
  const dot = name.indexOf('.', name.lastIndexOf('/', name.indexOf('(') < 0 ? name.length : name.indexOf('(')) + 1);
  return dot < 0 ? name : name.slice(dot + 1);
}

/** "runtime/internal/syscall.Syscall6" -> "runtime/internal/syscall"; "" for a name without a package */
export function packageOf(name: string): string {
  const rest = withoutPackage(name);
  return rest === name ? '' : name.slice(0, name.length - rest.length - 1);
}

/** "(*T).M" and "T.M" are written for one method. */
function plainMethod(name: string): string {
  return name.replace(/\(\*?([^()]*)\)/g, '$1');
}

/**
 * Names of functions (with code of their own, or inlined) that `wanted` means: the exact name; else an alias of another Go
 * version; else every function of that name in any package, methods also as T.M; /pattern/ means all that match.
 * Ascending by name.
 * @throws FunctionPatternError
 */
export function matchFunctions(table: FunctionTable, wanted: string): string[] {
  const pattern = /^\/(.*)\/$/s.exec(wanted);
  if (pattern) {
    let expression: RegExp;
    try {
      expression = new RegExp(pattern[1]);
    } catch (error) {
      throw new FunctionPatternError(`${wanted}: ${(error as Error).message}`, { cause: error });
    }
    return sortedNames(table, (name) => expression.test(name));
  }
  if (exists(table, wanted)) return [wanted];
  const aliases = wanted.includes('.') ? functionAliases(wanted).filter((name) => name !== wanted && exists(table, name)) : [];
  if (aliases.length > 0) return aliases;

  const plain = plainMethod(wanted);
  const found = sortedNames(table, (name) => {
    const short = withoutPackage(name);
    if (short === wanted || plainMethod(short) === plain || plainMethod(name) === plain) return true;
    // "syscall.Syscall6" also means "runtime/internal/syscall.Syscall6" when there is no package just "syscall".
    return name.endsWith(`/${wanted}`);
  });
  if (found.length > 0) return found;
  return functionAliases(wanted).filter((name) => name !== wanted && exists(table, name)).sort();
}

/** Up to `limit` names that the user may have meant. */
export function similarFunctions(table: FunctionTable, wanted: string, limit = 3): string[] {
  const short = withoutPackage(wanted).toLowerCase();
  if (short.length < 3) return [];
  const scored: { name: string; score: number }[] = [];
  for (const name of allNames(table)) {
    const candidate = withoutPackage(name).toLowerCase();
    if (candidate === short) scored.push({ name, score: 0 });
    else if (candidate.startsWith(short) || short.startsWith(candidate) && candidate.length > 3) scored.push({ name, score: 1 + Math.abs(candidate.length - short.length) });
    else if (candidate.includes(short)) scored.push({ name, score: 20 + candidate.length - short.length });
  }
  scored.sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1));
  return scored.slice(0, limit).map(({ name }) => name);
}

function exists(table: FunctionTable, name: string): boolean {
  return table.byName(name) !== undefined || table.bodiesOf(name).length > 0;
}

function allNames(table: FunctionTable): Set<string> {
  const names = new Set<string>();
  for (const { name } of table.all) names.add(name);
  for (const name of table.inlinedNames()) names.add(name);
  return names;
}

function sortedNames(table: FunctionTable, accept: (name: string) => boolean): string[] {
  return [...allNames(table)].filter(accept).sort();
}
