/** What the scheduler board shows, computed from a snapshot. No DOM and no VS Code in here. */
import type { GoroutineSummary, MSummary, Snapshot, SyscallSummary } from '../../adapter/protocol';
import { formatNs } from '../duration';

/** A token that keeps its identity from stop to stop, so that its way can be animated. */
export interface Token { id: string; kind: 'g' | 'm'; state: string; /** function, as far as it is known */ name: string; detail: string; /** where a click leads: to a goroutine, or to what a kernel thread executes */ show: { goid: number } | { tid: number } }
/** A P: what it has in hand, what is next, and the begin of its queue. */
export interface Processor { id: string; state: string; changed: boolean; m?: Token; g?: Token; next?: Token; queue: Token[]; /** also those not shown */ queued: number }
/** Tokens without a P; one row for each thread, or one for all. */
export interface Pool { id: string; title: string; /** also those not shown */ count: number; rows: PoolRow[]; /** what is left out, and why */ note?: string }
export interface PoolRow { tokens: Token[]; /** what they do */ text: string }
export interface Board { time: string; past: boolean; summary: string; processors: Processor[]; pools: Pool[]; unavailable?: string }

/** Tokens shown of one pool; the rest is counted. */
const MOST = 48;
/** Of a P's own queue, which holds up to 256: all Ps are to stay in sight. */
const MOST_QUEUED = 16;

export function boardOf(snapshot: Snapshot): Board {
  const tokens = new Tokens(snapshot);
  const processors = snapshot.ps.map((p): Processor => {
    const thread = p.m === undefined ? undefined : tokens.threads.get(p.m);
    const one = (id: number | undefined, state: string): Token | undefined => (id === undefined ? undefined : tokens.g(id, state));
    return {
      id: `P${p.id}`, state: p.status, changed: p.changed.length > 0, m: thread && tokens.m(thread, thread.on === 'g' ? thread.function : `${thread.on} · ${thread.function}`),
      g: one(p.g, 'running'), next: one(p.runnext, 'runnable'), queue: p.runq.slice(0, MOST_QUEUED).map((id) => tokens.g(id, 'runnable')), queued: p.runq.length,
    };
  });
  const pools = [globalQueue(snapshot, tokens), inSyscalls(snapshot, tokens), withoutP(snapshot, tokens), idleThreads(snapshot, tokens), others(snapshot, tokens)];
  const { ps, ms, goroutines } = snapshot;
  return { time: formatNs(snapshot.ns), past: snapshot.behind > 0, unavailable: snapshot.unavailable, summary: `${ps.length} P · ${ms.length} M · ${goroutines.all.toLocaleString('en')} G`, processors, pools };
}

/** Makes the tokens and remembers which goroutines have one. */
class Tokens {
  readonly shown = new Set<number>();
  readonly names: ReadonlyMap<number, GoroutineSummary>;
  readonly threads: ReadonlyMap<number, MSummary>;
  /** what each M does in the kernel */
  readonly calls: ReadonlyMap<number | undefined, SyscallSummary>;

  constructor({ whereabouts, ms, syscalls }: Snapshot) {
    // Not the view's page: what the user filters there changes nothing here.
    this.names = new Map([...whereabouts.placed, ...whereabouts.waiting].map((g) => [g.id, g]));
    this.threads = new Map(ms.map((thread) => [thread.id, thread]));
    this.calls = new Map(syscalls.map((call) => [call.m, call]));
  }

  g(id: number, state: string, detail = ''): Token {
    this.shown.add(id);
    const known = this.names.get(id);
    return { id: `G${id}`, kind: 'g', state, name: known?.name ?? '', detail: detail || known?.wait || '', show: { goid: id } };
  }

  m(thread: MSummary, detail: string): Token {
    return { id: `M${thread.id}`, kind: 'm', state: thread.idle ? 'idle' : '', name: '', detail: [detail, thread.spinning ? 'spinning' : ''].filter(Boolean).join(' · '), show: { tid: thread.tid } };
  }

  /** A goroutine is in a syscall from entersyscall to exitsyscall, not only while its M is in the kernel. */
  isInSyscall(thread: MSummary): boolean {
    return thread.p === undefined && thread.curg !== undefined && (this.names.get(thread.curg)?.status === 'syscall' || this.calls.get(thread.id)?.g !== undefined);
  }
}

function globalQueue({ sched }: Snapshot, tokens: Tokens): Pool {
  const queue = sched?.runq ?? [];
  return { id: 'global', title: 'Global queue', count: sched?.runqsize ?? 0, rows: queue.length === 0 ? [] : [{ tokens: queue.slice(0, MOST).map((id) => tokens.g(id, 'runnable')), text: '' }] };
}

function inSyscalls({ ms }: Snapshot, tokens: Tokens): Pool {
  const rows = ms.filter((thread) => tokens.isInSyscall(thread)).map((thread): PoolRow => {
    const call = tokens.calls.get(thread.id);
    const what = call?.name ?? thread.function;
    const left = thread.oldp === undefined ? '' : ` · left P${thread.oldp}`;
    const rest = call?.held ? ' · held by you' : call?.remainingNs === undefined ? '' : ` · ${formatNs(roughly(call.remainingNs))} to go`;
    return { tokens: [tokens.m(thread, `${call?.text ?? thread.function}${left}`), tokens.g(thread.curg!, call?.held ? 'held' : 'syscall', call?.text ?? thread.function)], text: `${what}${rest}${left}` };
  });
  return { id: 'syscalls', title: 'In syscalls', count: rows.length, rows };
}

function withoutP({ ms }: Snapshot, tokens: Tokens): Pool {
  const rows = ms.filter((thread) => thread.p === undefined && !thread.idle && !tokens.isInSyscall(thread)).map((thread): PoolRow => {
    const call = tokens.calls.get(thread.id);
    const what = [thread.sysmon ? 'sysmon' : thread.on === 'g' ? '' : thread.on, call?.name ?? thread.function].filter(Boolean).join(' · ');
    const g = thread.curg === undefined || tokens.shown.has(thread.curg) ? [] : [tokens.g(thread.curg, tokens.names.get(thread.curg)?.status ?? 'running')];
    return { tokens: [tokens.m(thread, what), ...g], text: what };
  });
  return { id: 'no-p', title: 'Ms without a P', count: rows.length, rows };
}

function idleThreads({ ms }: Snapshot, tokens: Tokens): Pool {
  const idle = ms.filter((thread) => thread.idle);
  return { id: 'idle', title: 'Idle Ms', count: idle.length, rows: idle.length === 0 ? [] : [{ tokens: idle.slice(0, MOST).map((thread) => tokens.m(thread, 'parked')), text: '' }] };
}

/** The goroutines that are nowhere else, and how many of them are the runtime's own and not shown. */
function others({ whereabouts: { waiting, waitingCount, hidden } }: Snapshot, tokens: Tokens): Pool {
  return {
    id: 'waiting', title: 'Waiting Gs', count: waitingCount, note: hidden > 0 ? `${hidden} of the runtime's own hidden` : undefined,
    rows: waiting.length === 0 ? [] : [{ tokens: waiting.slice(0, MOST).map((g) => tokens.g(g.id, g.status, g.wait)), text: '' }],
  };
}

/** Two digits: enough to compare, and it fits. */
function roughly(ns: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, ns))) - 1);
  return Math.round(ns / unit) * unit;
}
