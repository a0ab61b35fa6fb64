import type { GHead, GView, ThreadOnCpu } from '../scheduler/api';
import type { DebuggerSession } from '../debugger/session';
import type { Subject } from '../debugger/stepping/context';
import { functionAt, StartNames } from './function-names';

/**
 * Thread ids of the protocol: a goroutine's is its goid; what a kernel thread runs on g0 or gsignal has this much more than
 * its tid. Clients take ids for 32-bit numbers.
 */
export const M_THREADS = 0x7000_0000;

export interface ThreadListOptions { readonly maxThreads: number; readonly showSystem: boolean; /** id of one that is listed in any case, beyond `maxThreads` if need be */ readonly focus?: number }
export interface ThreadEntry { readonly id: number; readonly name: string }

const STOPPED = 0;
const ORDER: Record<string, number> = { running: 1, syscall: 2, runnable: 3, preempted: 3, copystack: 3, waiting: 4 };
const SYSTEM = 6;
const ON_SYSTEM_STACK = 5;

export function threadIdOf(subject: Subject): number {
  return subject.kind === 'goroutine' ? subject.g.goid : M_THREADS + subject.tid;
}

/** The id of what the program stopped on. */
export function stoppedThread(session: DebuggerSession): number | undefined {
  return session.stop?.tid === undefined ? undefined : threadIdOf(session.subjectOf(session.stop.tid));
}

export function subjectOf(session: DebuggerSession, id: number): Subject | undefined {
  if (id >= M_THREADS) {
    const tid = id - M_THREADS;
    const thread = session.process.thread(tid);
    return thread && thread.state !== 'exited' ? { kind: 'thread', tid } : undefined;
  }
  const g = session.scheduler.gById(id);
  return g && { kind: 'goroutine', g };
}

/**
 * Goroutines and system stacks as the protocol's threads, most interesting first: the one that stopped, running ones, in
 * syscalls, runnable, waiting, Ms on their own stacks, the runtime's goroutines. Filter and order come before the cap. The one
 * the user looks at comes on top of them: in the place of another it would take that away, which came back as one that runs.
 */
export function listThreads(session: DebuggerSession, options: ThreadListOptions): { threads: ThreadEntry[]; all: number } {
  const { scheduler, process } = session;
  const stopped = stoppedThread(session);
  const isShown = (g: GHead): boolean => !g.system || options.showSystem || g.goid === stopped;
  const rankOf = (g: GHead): number => (g.goid === stopped ? STOPPED : g.system ? SYSTEM : ORDER[g.status] ?? SYSTEM);
  const { gs, all } = scheduler.firstGs(options.maxThreads, (g) => (isShown(g) ? rankOf(g) : undefined));
  const names = new GoroutineNames(session);
  const list = gs.map((g) => ({ rank: rankOf(g), id: g.goid, name: () => names.of(g) }));
  const stacks = scheduler.onCpu().filter((thread) => !isGoroutine(session, thread)).map((thread) => {
    const id = M_THREADS + thread.tid;
    return { rank: id === stopped ? STOPPED : ON_SYSTEM_STACK, id, name: () => systemStackName(session, thread) };
  });
  list.push(...stacks);
  if (all + stacks.length === 0) list.push(...process.threads.filter(({ state }) => state !== 'exited').map(({ tid }) => ({ rank: 0, id: M_THREADS + tid, name: () => `thread ${tid}` })));
  list.sort((a, b) => a.rank - b.rank || a.id - b.id);
  const shown = list.slice(0, options.maxThreads);
  if (options.focus !== undefined && !shown.some(({ id }) => id === options.focus)) {
    const g = scheduler.gById(options.focus);
    const entry = g ? { rank: SYSTEM, id: g.goid, name: () => names.of(g) } : list.find(({ id }) => id === options.focus);
    if (entry) shown.push(entry);
  }
  return { threads: shown.map(({ id, name }) => ({ id, name: name() })), all: Math.max(list.length, all + stacks.length) };
}

/** A goroutine is in the list, or a hidden one of the runtime, which is not shown as a system stack. */
function isGoroutine({ scheduler }: DebuggerSession, thread: ThreadOnCpu): boolean {
  const g = thread.kind === 'g' ? scheduler.gByAddress(thread.g) : undefined;
  return g !== undefined && g.goid !== 0;
}

/** Names of goroutines: what was started, its status, where it runs or what it waits for. */
class GoroutineNames {
  private readonly started: StartNames;
  private readonly where: Map<number, string>;

  constructor(private readonly session: DebuggerSession) {
    const { scheduler } = session;
    this.started = new StartNames(session.image);
    this.where = new Map(scheduler.ms().filter((m) => m.curg !== 0).map((m) => [m.curg, `M${m.id}${m.p === 0 ? '' : ` ${scheduler.nameOf(m.p)}`}`]));
  }

  of(g: GView): string {
    const place = this.where.get(g.address);
    const wait = g.status === 'waiting' ? this.session.scheduler.describeWait(g) ?? g.waitReason : undefined;
    const state = [g.status, place ?? wait].filter(Boolean).join(' · ');
    return `G${g.goid} ${this.started.of(g.startPc)} [${state}]`;
  }
}

function systemStackName(session: DebuggerSession, thread: ThreadOnCpu): string {
  const { image, scheduler } = session;
  const m = scheduler.mByAddress(thread.m);
  return `${m ? `M${m.id} ${thread.kind}` : `thread ${thread.tid}`} · ${functionAt(image, thread.pc)}`;
}
