/** The reference traces (gdb on a real Go 1.19.8), parsed, and what makes them comparable with ours. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatText } from '../../../src/debugger/trace/text';
import type { TraceRecord } from '../../../src/debugger/trace/record';

/** One entered function, as both tracers print it. */
export interface Line {
  thread: string; name: string; stack: string; caller: string;
  curg: string; curgStatus: string; preempt: boolean; guard: boolean; throwsplit: boolean;
  m: string; p: string; oldp: string; nextp: string; spinning: boolean; ps: Record<string, { status: string; m: string }>;
}

const LINE = /^#\d+ +[\d.]+ms (T\d+) (\S+) +(\S+) +curg=(\S+) \| (M\d+) p=(\S+) oldp=(\S+) nextp=(\S+) sct=\d+ locks=-?\d+( spinning)?( lockedg)? \| (.*?) \| .*caller=(\S+)/;

export function parseLines(text: string): Line[] {
  return text.split('\n').flatMap((line) => {
    const match = LINE.exec(line);
    if (!match) return [];
    const [, thread, name, stack, curg, m, p, oldp, nextp, spinning, , ps, caller] = match;
    const [goid, ...flags] = curg.split(/[:,]/);
    return [{
      thread, name, stack, // gdb shows ELF's names of assembly functions, with the ABI; gopclntab has none.
      caller: caller.replace(/\[(.*)\]/, '.$1').replace('.abi0', ''), curg: goid, curgStatus: flags[0] ?? '', preempt: flags.includes('preempt'),
      guard: flags.includes('guard=stackPreempt'), throwsplit: flags.includes('throwsplit'), m, p, oldp, nextp, spinning: spinning !== undefined,
      ps: Object.fromEntries(ps.split('; ').map((entry) => {
        const [, id, status, owner] = /^(P\d+):(P\w+) m=(\S+)/.exec(entry) as RegExpExecArray;
        return [id, { status, m: owner }];
      })),
    }];
  });
}

export function referenceLines(name: string): { lines: Line[]; from: string; functions: string[] } {
  const text = readFileSync(join(__dirname, '../../fixtures/reference', `${name}.trace`), 'utf8');
  const lines = parseLines(text);
  return { lines, from: /armed at (\S+)/.exec(text)?.[1] ?? '', functions: [...new Set(lines.map((line) => line.name))] };
}

export function ourLines(records: readonly TraceRecord[]): Line[] { return parseLines(records.map(formatText).join('\n')); }

/**
 * What is compared of a line: function, stack, the goroutine and its status, the M's Ps and the state of the P concerned.
 * Ms are numbered by appearance, because which idle thread is woken depends on times.
 */
export function essence(lines: readonly Line[]): string[] {
  const ms = new Map<string, string>();
  const numbered = (m: string) => {
    if (m === '-') return m;
    if (!ms.has(m)) ms.set(m, `m${ms.size}`);
    return ms.get(m) as string;
  };
  return lines.map((line) => {
    const p = [line.p, line.nextp, line.oldp].find((name) => name !== '-');
    const state = p ? `${line.ps[p]?.status}/${numbered(line.ps[p]?.m ?? '-')}` : '';
    return `${line.name} on ${line.stack} ${line.curg}:${line.curgStatus}${line.throwsplit ? ',throwsplit' : ''} ${numbered(line.m)} p=${line.p} oldp=${line.oldp} nextp=${line.nextp}${line.spinning ? ' spinning' : ''} ${state}`.trim();
  });
}

/** Repetitions of blocks of up to 16 lines count once: how often sysmon preempts depends on times, not on the path. */
export function collapse(lines: readonly string[]): string[] {
  const result = [...lines];
  for (let changed = true; changed;) {
    changed = false;
    for (let length = 1; length <= 16; length++) {
      for (let at = 0; at + 2 * length <= result.length;) {
        const same = Array.from({ length }, (_, index) => result[at + index] === result[at + length + index]).every(Boolean);
        if (same) {
          result.splice(at + length, length);
          changed = true;
        } else at++;
      }
    }
  }
  return result;
}
