import type { GView, ThreadOnCpu } from '../scheduler/api';
import type { DebuggerSession } from '../debugger/session';
import type { Subject } from '../debugger/stepping/context';

/**
 * Thread ids of the protocol: a goroutine's is its goid; what a kernel thread runs on g0 or gsignal has this much more than
 * its tid. Clients take ids for 32-bit numbers.
 */
export const M_THREADS = 0x7000_0000;

export interface ThreadListOptions { readonly maxThreads: number; readonly showSystem: boolean }
export interface ThreadEntry { readonly id: number; readonly name: string }

const ORDER: Record<string, number> = { running: 1, syscall: 2, runnable: 3, preempted: 3, copystack: 3, waiting: 4 };
const SYSTEM = 6;
const ON_SYSTEM_STACK = 5;

/** The id of what the program stopped on. */
export function threadIdOf(subject: Subject): number {
  return subject.kind === 'goroutine' ? subject.g.goid : M_THREADS + subject.tid;
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
 * syscalls, runnable, waiting, Ms on their own stacks, the runtime's goroutines. Filter and order come before the cap.
 */
export function listThreads(session: DebuggerSession, options: ThreadListOptions): { threads: ThreadEntry[]; all: number } {
  const { scheduler, process } = session;
  const stopped = session.stop?.tid === undefined ? undefined : threadIdOf(session.subjectOf(session.stop.tid));
  const names = new GoroutineNames(session);
  const list = new RankedList(options.maxThreads);
  const isShown = (g: GView): boolean => !g.system || options.showSystem || g.goid === stopped;
  for (const g of scheduler.gs()) {
    if (!isShown(g)) continue;
    list.add(g.goid === stopped ? 0 : g.system ? SYSTEM : ORDER[g.status] ?? SYSTEM, g.goid, g);
  }
  const stacks = new Map<number, ThreadOnCpu>();
  for (const thread of scheduler.onCpu()) {
    const g = thread.kind === 'g' ? scheduler.gByAddress(thread.g) : undefined;
    // A goroutine is in the list, or a hidden one of the runtime, which is not shown as a system stack.
    if (g && g.goid !== 0) continue;
    const id = M_THREADS + thread.tid;
    stacks.set(id, thread);
    list.add(id === stopped ? 0 : ON_SYSTEM_STACK, id);
  }
  if (list.length === 0) for (const { tid, state } of process.threads) if (state !== 'exited') list.add(0, M_THREADS + tid);
  const threads = list.first().map(({ id, g }) => {
    const thread = stacks.get(id);
    return { id, name: g ? names.of(g) : thread ? systemStackName(session, thread) : `thread ${id - M_THREADS}` };
  });
  return { threads, all: list.length };
}

/** The first entries by rank, then id, of very many: only as many are kept of each rank as are wanted in all. */
class RankedList {
  length = 0;
  private readonly ranks = new Map<number, { id: number; g?: GView }[]>();

  constructor(private readonly most: number) {}

  /** Within a rank ids come in ascending order. */
  add(rank: number, id: number, g?: GView): void {
    this.length++;
    const there = this.ranks.get(rank);
    if (!there) this.ranks.set(rank, [{ id, g }]);
    else if (there.length < this.most) there.push({ id, g });
  }

  first(): { id: number; g?: GView }[] {
    return [...this.ranks].sort(([a], [b]) => a - b).flatMap(([, entries]) => [...entries].sort((a, b) => a.id - b.id)).slice(0, this.most);
  }
}

/** Names of goroutines: what was started, its status, where it runs or what it waits for. */
class GoroutineNames {
  private readonly functions = new Map<number, string>();
  private readonly where: Map<number, string>;

  constructor(private readonly session: DebuggerSession) {
    const { scheduler } = session;
    this.where = new Map(scheduler.ms().filter((m) => m.curg !== 0).map((m) => [m.curg, `M${m.id}${m.p === 0 ? '' : ` ${scheduler.nameOf(m.p)}`}`]));
  }

  of(g: GView): string {
    const place = this.where.get(g.address);
    const wait = g.status === 'waiting' ? this.session.scheduler.describeWait(g) ?? g.waitReason : undefined;
    const state = [g.status, place ?? wait].filter(Boolean).join(' · ');
    return `G${g.goid} ${this.started(g)} [${state}]`;
  }

  private started(g: GView): string {
    let name = this.functions.get(g.startPc);
    if (name === undefined) {
      const fn = this.session.image.functions.at(g.startPc)?.name ?? `0x${g.startPc.toString(16)}`;
      name = fn === 'runtime.main' ? 'main.main' : fn;
      this.functions.set(g.startPc, name);
    }
    return name;
  }
}

function systemStackName(session: DebuggerSession, thread: ThreadOnCpu): string {
  const { image, scheduler } = session;
  const fn = image.functions.inlinedAt(thread.pc)[0]?.name ?? image.functions.at(thread.pc)?.name ?? `0x${thread.pc.toString(16)}`;
  const m = scheduler.mByAddress(thread.m);
  return `${m ? `M${m.id} ${thread.kind}` : `thread ${thread.tid}`} · ${fn}`;
}
