import type { FunctionInfo, ProgramImage } from '../../image/program-image';
import { matchFunctions, similarFunctions } from './function-names';
import { resolveSyscalls } from './syscalls';
import type { BreakpointLocation, DataLocation, Resolution } from './types';

/** Breakpoints on more functions than this at once are surely not meant ("/./"). */
const MAX_ADDRESSES = 20_000;

/** Turns a location into code addresses. Never throws: what cannot be resolved says why. */
export function resolveLocation(image: ProgramImage, location: BreakpointLocation): Resolution {
  try {
    switch (location.kind) {
      case 'function': return resolveFunction(image, location.name.trim());
      case 'line': return resolveLine(image, location.file, location.line);
      case 'address': return resolveAddress(image, location.address);
      case 'data': return resolveData(location);
      case 'signal': return { verified: true, addresses: [] };
      case 'syscall': return resolveSyscalls(location);
    }
  } catch (error) {
    return unresolved((error as Error).message);
  }
}

function unresolved(message: string): Resolution {
  return { verified: false, message, addresses: [] };
}

function resolved(image: ProgramImage, addresses: number[], message?: string): Resolution {
  const sorted = [...new Set(addresses)].sort((a, b) => a - b);
  const first = image.lines.at(sorted[0]);
  return { verified: true, message, addresses: sorted, file: first?.file, line: first?.line };
}

function resolveFunction(image: ProgramImage, name: string): Resolution {
  const names = matchFunctions(image.functions, name);
  if (names.length === 0) {
    const similar = similarFunctions(image.functions, name);
    return unresolved(`No function "${name}" in ${image.path}${similar.length > 0 ? `; there is ${similar.join(', ')}` : ''}.`);
  }
  const addresses = names.flatMap((match) => addressesOfFunction(image, match));
  if (addresses.length > MAX_ADDRESSES) return unresolved(`"${name}" means ${addresses.length} places; at most ${MAX_ADDRESSES} can be watched.`);
  const other = names.length === 1 && names[0] !== name ? names[0] : undefined;
  const count = names.length > 1 ? `${names.length} functions` : other;
  return resolved(image, addresses, count);
}

/** The function's own code after its prologue, and the first instruction of each place where it was inlined. */
function addressesOfFunction(image: ProgramImage, name: string): number[] {
  const own = image.functions.byName(name);
  const addresses = image.functions.bodiesOf(name).map((body) => body.start);
  if (own) addresses.push(image.lines.afterPrologue(own));
  return addresses;
}

/** Files of the program that `wanted` means: that path, else all whose last path elements it is. */
export function matchFiles(image: ProgramImage, wanted: string): string[] {
  if (image.lines.files.includes(wanted)) return [wanted];
  const tail = wanted.startsWith('/') ? wanted : `/${wanted}`;
  return image.lines.files.filter((file) => file.endsWith(tail));
}

function resolveLine(image: ProgramImage, wanted: string, line: number): Resolution {
  const files = matchFiles(image, wanted);
  if (files.length === 0) return unresolved(`No code from ${wanted} in ${image.path}.`);
  const addresses: number[] = [];
  let snapped: number | undefined;
  for (const file of files) {
    const target = lineWithCode(image, file, line);
    if (target === undefined) continue;
    if (target !== line) snapped = target;
    addresses.push(...addressesOfLine(image, file, target));
  }
  if (addresses.length === 0) return unresolved(`No code at line ${line} of ${wanted} or after it.`);
  return resolved(image, addresses, snapped === undefined ? undefined : `moved to line ${snapped}, the next one with code`);
}

function lineWithCode(image: ProgramImage, file: string, line: number): number | undefined {
  return image.lines.linesOf(file).find((candidate) => candidate >= line);
}

/**
 * One address for each function, or inlined body, that has code of the line: a line may be cut into several runs (a loop's
 * head has its start, its test and its step), and stopping at each of them would be stopping several times at one line.
 */
export function addressesOfLine(image: ProgramImage, file: string, line: number): number[] {
  const first = new Map<string, number>();
  for (const address of image.lines.addressesOf(file, line)) {
    const fn = image.functions.at(address);
    const chain = image.functions.inlinedAt(address).map((call) => `${call.name}@${call.callFile}:${call.callLine}`);
    const key = `${fn?.entry ?? 0} ${chain.join(' ')}`;
    if (!first.has(key)) first.set(key, fn && address === fn.entry ? afterPrologueOf(image, fn) : address);
  }
  return [...first.values()];
}

function afterPrologueOf(image: ProgramImage, fn: FunctionInfo): number {
  return image.lines.afterPrologue(fn);
}

function resolveAddress(image: ProgramImage, address: number): Resolution {
  const inside = image.segments.some((segment) => address >= segment.address && address < segment.address + segment.memorySize);
  if (!inside) return unresolved(`Address 0x${address.toString(16)} is not part of the program.`);
  return resolved(image, [address]);
}

/** Memory that is not mapped yet can be watched: the program may map it. */
function resolveData({ address, length }: DataLocation): Resolution {
  if (!Number.isSafeInteger(address) || address < 0 || !Number.isSafeInteger(length) || length < 1 || address + length > 2 ** 47) {
    return unresolved(`${length} bytes at ${address} cannot be watched: addresses are from 0 to 0x7fffffffffff, lengths from 1 on.`);
  }
  return { verified: true, addresses: [] };
}
