/**
 * Text lines of a trace. Entries are laid out as the reference traces of real Go schedulers are (test/fixtures/reference),
 * so that the two can be read side by side:
 * #seq ms thread function stack curg=… | M: p oldp nextp sct locks | each P | sched counters  caller=…
 */
import type { CurgState, MState, PState, SchedState, TraceRecord } from './record';

export function formatText(record: TraceRecord): string {
  const head = `#${String(record.seq).padStart(3, '0')} ${(record.ns / 1e6).toFixed(3).padStart(10)}ms T${record.tid}`;
  if (record.kind === 'event') return `${head} * ${record.text}`;
  const stack = record.stack === null ? 'g=nil' : typeof record.stack === 'number' ? `G${record.stack}` : record.stack;
  const state = record.m ? `curg=${curgText(record.curg)} | ${mText(record.m)}` : '|';
  return `${head} ${shortName(record.function).padEnd(24)} ${stack.padEnd(7)} ${state} | ${record.ps.map(pText).join('; ')} | ${schedText(record.sched)}  caller=${record.caller}`;
}

/** One JSON object a line. */
export function formatJson(record: TraceRecord): string { return JSON.stringify(record); }

/** Functions of package runtime without the package, as gdb's tracer shows them. */
export function shortName(name: string): string { return name.startsWith('runtime.') ? name.slice('runtime.'.length) : name; }

function curgText(curg: CurgState | null): string {
  if (!curg) return '-';
  return `G${curg.goid}:${curg.scan ? 'scan+' : ''}G${curg.status}${curg.preempt ? ',preempt' : ''}${curg.stackPreempt ? ',guard=stackPreempt' : ''}${curg.throwsplit ? ',throwsplit' : ''}`;
}

function mText(m: MState): string {
  const p = (id: number | null) => (id === null ? '-' : `P${id}`);
  return `M${m.id} p=${p(m.p)} oldp=${m.oldp === undefined ? 'n/a' : p(m.oldp)} nextp=${p(m.nextp)} sct=${m.syscalltick} locks=${m.locks}${m.spinning ? ' spinning' : ''}${m.lockedg ? ' lockedg' : ''}`;
}

function pText(p: PState): string {
  return `P${p.id}:P${p.status} m=${p.m === null ? '-' : `M${p.m}`} sc=${p.syscalltick} rq=${p.rq}${p.next ? '+next' : ''}`;
}

function schedText(sched: SchedState | null): string {
  if (!sched) return '-';
  const bit = (value: boolean) => (value ? 1 : 0);
  return `npidle=${sched.npidle} nmspin=${sched.nmspinning} nmidle=${sched.nmidle} nmidlelocked=${sched.nmidlelocked} grunq=${sched.grunq} ` +
    `sysmonwait=${bit(sched.sysmonwait)} gcwaiting=${bit(sched.gcwaiting)} stopwait=${sched.stopwait}`;
}
