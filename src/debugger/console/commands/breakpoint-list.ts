import type { Breakpoint } from '../../breakpoints/types';
import type { Console } from '../console';
import { address } from '../frame-text';
import { watchType } from './watchpoints';

/** Columns of `info breakpoints`: number, type, what becomes of it when it stops the program, enabled, address. */
const WIDTHS = [8, 15, 5, 4, 19];

/** `info breakpoints`, `info watchpoints` */
export function breakpointList(console: Console, onlyWatchpoints = false): string {
  const all = console.session.breakpoints.all().filter(({ spec }) => !onlyWatchpoints || spec.location.kind === 'data');
  if (all.length === 0) return onlyWatchpoints ? 'No watchpoints.' : 'No breakpoints or watchpoints.';
  return [row('Num', 'Type', 'Disp', 'Enb', 'Address', 'What'), ...all.flatMap((breakpoint) => linesOf(console, breakpoint))].join('\n');
}

function linesOf(console: Console, breakpoint: Breakpoint): string[] {
  const { id, spec, hits, ignore, resolution: { addresses } } = breakpoint;
  const lines = [head(console, breakpoint)];
  if (spec.condition) lines.push(`        stop only if ${spec.condition}`);
  if (spec.goid !== undefined) lines.push(`        stop only in goroutine ${spec.goid}`);
  if (spec.hitCondition) lines.push(`        stop only on hit ${spec.hitCondition}`);
  if (spec.logMessage !== undefined) lines.push(`        printf "${spec.logMessage}"`);
  if (hits > 0) lines.push(`        ${spec.location.kind === 'syscall' || spec.location.kind === 'signal' ? 'catchpoint' : 'breakpoint'} already hit ${hits} time${hits === 1 ? '' : 's'}`);
  if (ignore > 0) lines.push(`        ignore next ${ignore} hits`);
  for (const line of console.scripts.commandsOf(id)) lines.push(`        ${line}`);
  if (addresses.length > 1) addresses.forEach((at, i) => lines.push(`${`${id}.${i + 1}`.padEnd(27)} y   ${address(at).padEnd(19)}${whatAt(console, at)}`));
  return lines;
}

function head(console: Console, { id, spec, enabled, resolution: { addresses } }: Breakpoint): string {
  const columns = (type: string, address: string, what: string): string => row(String(id), type, spec.temporary ? 'del' : 'keep', enabled ? 'y' : 'n', address, what);
  const { location } = spec;
  switch (location.kind) {
    case 'data': return columns(watchType(location), '', location.name);
    case 'syscall': return columns('catchpoint', '', `syscall${location.names.length > 1 ? 's' : ''} "${location.names.join(', ') || '<any syscall>'}"`);
    case 'signal': return columns('catchpoint', '', spec.title ?? location.name ?? 'signals');
    default: {
      const type = spec.logMessage === undefined ? 'breakpoint' : 'dprintf';
      return addresses.length === 1 ? columns(type, address(addresses[0]), whatAt(console, addresses[0])) : columns(type, '<MULTIPLE>', '');
    }
  }
}

function row(...cells: string[]): string { return cells.map((cell, column) => (column < WIDTHS.length ? cell.padEnd(Math.max(WIDTHS[column], cell.length + 1)) : cell)).join('').trimEnd(); }

function whatAt(console: Console, at: number): string {
  const { functions, lines } = console.session.image;
  const position = lines.at(at);
  const inlined = functions.inlinedAt(at)[0]?.name;
  const host = functions.at(at)?.name ?? '??';
  return `in ${inlined ? `${inlined} (inlined in ${host})` : host}${position ? ` at ${position.file}:${position.line}` : ''}`;
}
