import type { GView, MView, PView, SchedulerView } from '../../scheduler/api';
import type { DebuggerSession } from '../../debugger/session';
import type { AdapterContext } from '../context';
import { AdapterError } from '../errors';
import { functionAt } from '../function-names';
import { Describer, selectGoroutines } from '../goroutine-query';
import type { MSummary, PSummary, SchedSummary, Snapshot, SnapshotArguments, SyscallSummary } from '../protocol';
import { hexAddress } from '../values';
import type { Topic } from '../topic';
import { whereaboutsOf } from '../whereabouts';

/** What was shown of an object at the stop before, to mark what has changed. */
type Shown = Map<string, Record<string, string>>;
const shown = new WeakMap<DebuggerSession, { stop: number; before: Shown; now: Shown; goidsBefore: ReadonlySet<number> | undefined; goids: ReadonlySet<number> }>();

/** Names of the properties that differ from the stop before; 'new' for what was not there then, nothing at the first stop. */
class Changes {
  private readonly before: Shown;
  private readonly now: Shown;
  private readonly goidsBefore: ReadonlySet<number> | undefined;

  /** `goids`: of all goroutines there are; lists show only some of them. */
  constructor(session: DebuggerSession, goids: () => ReadonlySet<number>) {
    let state = shown.get(session);
    if (state?.stop !== session.stopCount) {
      // Where there is no goroutine the program has not begun: by comparison with that everything would be new.
      const known = state && state.goids.size > 0 ? state : undefined;
      state = { stop: session.stopCount, before: known?.now ?? new Map(), now: new Map(), goidsBefore: known?.goids, goids: goids() };
      shown.set(session, state);
    }
    this.before = state.before;
    this.now = state.now;
    this.goidsBefore = state.goidsBefore;
  }

  /** `isShownAlways`: what was not known at the stop before was not there. */
  of(key: string, object: object, isShownAlways = true): string[] {
    const values = Object.fromEntries(Object.entries(object).map(([name, value]) => [name, JSON.stringify(value) ?? '']));
    this.now.set(key, values);
    const before = this.before.get(key);
    if (!before) return isShownAlways && this.before.size > 0 ? ['new'] : [];
    return Object.keys({ ...before, ...values }).filter((name) => before[name] !== values[name]);
  }

  ofGoroutine({ goid }: GView, summary: object): string[] {
    const changes = this.of(`G${goid}`, summary, false);
    return this.goidsBefore && !this.goidsBefore.has(goid) ? ['new'] : changes;
  }
}

/** Numbers for addresses of Gs, Ms and Ps; undefined for 0 and for what is none. */
class Numbers {
  constructor(private readonly view: SchedulerView) {}
  g(address: number): number | undefined { return address === 0 ? undefined : this.view.gByAddress(address)?.goid; }
  m(address: number): number | undefined { return address === 0 ? undefined : this.view.mByAddress(address)?.id; }
  p(address: number | undefined): number | undefined { return !address ? undefined : this.view.pByAddress(address)?.id; }
  gs(addresses: readonly number[]): number[] { return addresses.map((address) => this.g(address) ?? 0); }
}

function pSummary(p: PView, view: SchedulerView, numbers: Numbers): Omit<PSummary, 'changed'> {
  return {
    id: p.id, address: hexAddress(p.address), status: p.status, rawStatus: p.rawStatus, m: numbers.m(p.m), g: numbers.g(view.mByAddress(p.m)?.curg ?? 0),
    runnext: numbers.g(p.runnext), runq: numbers.gs(p.runq), schedtick: p.schedtick, syscalltick: p.syscalltick,
  };
}

/** Frames of a stack that are looked at for runtime.sysmon: it sleeps a few calls deep. */
const SYSMON_FRAMES = 16;
/** Address of the M that runs sysmon: it does so for good. */
const sysmons = new WeakMap<DebuggerSession, number>();

/** Whether an M runs sysmon, as its stack says: the monitor has neither a P nor a goroutine. */
function isSysmon(session: DebuggerSession, m: MView, on: string | undefined): boolean {
  const known = sysmons.get(session);
  if (known !== undefined || m.p !== 0 || m.curg !== 0 || on !== 'g0') return known === m.address;
  const { frames } = session.scheduler.threadStack(m.tid, 0, SYSMON_FRAMES);
  if (!frames.some(({ name }) => name === 'runtime.sysmon')) return false;
  sysmons.set(session, m.address);
  return true;
}

function mSummary(session: DebuggerSession, m: MView, numbers: Numbers, idle: ReadonlySet<number>): Omit<MSummary, 'changed'> {
  const thread = session.scheduler.onCpu().find((candidate) => candidate.m === m.address);
  return {
    id: m.id, address: hexAddress(m.address), tid: m.tid, p: numbers.p(m.p), oldp: numbers.p(m.oldp), nextp: numbers.p(m.nextp), curg: numbers.g(m.curg),
    on: thread?.kind ?? 'none', function: thread ? functionAt(session.image, thread.pc) : '',
    spinning: m.spinning, blocked: m.blocked, lockedg: numbers.g(m.lockedg), locks: m.locks, idle: idle.has(m.address), syscall: m.syscall?.text,
    ...(isSysmon(session, m, thread?.kind) ? { sysmon: true as const } : {}),
  };
}

/** Named of the global queue: a hundred thousand runnable goroutines are counted only. */
const MOST_QUEUED = 256;

function schedSummary(view: SchedulerView, numbers: Numbers): Omit<SchedSummary, 'changed'> | undefined {
  const sched = view.sched();
  if (!sched) return undefined;
  const { npidle, nmspinning, nmidle, nmidlelocked, runqsize, gcwaiting, stopwait, sysmonwait } = sched;
  return {
    npidle, nmspinning, nmidle, nmidlelocked, runqsize, gcwaiting, stopwait, sysmonwait, runq: numbers.gs(sched.runq.slice(0, MOST_QUEUED)),
    idlePs: sched.idlePs.map((p) => numbers.p(p) ?? -1), idleMs: sched.idleMs.map((m) => numbers.m(m) ?? -1),
  };
}

function syscallSummaries(session: DebuggerSession, numbers: Numbers, changes?: Changes): SyscallSummary[] {
  const { process, scheduler } = session;
  const found: SyscallSummary[] = [];
  for (const { tid, syscall } of process.threads) {
    if (!syscall) continue;
    const m = scheduler.mByAddress(scheduler.onCpu().find((thread) => thread.tid === tid)?.m ?? 0);
    found.push({
      tid, m: m?.id, g: m && numbers.g(m.curg), name: syscall.name, text: syscall.text, elapsedNs: process.virtualNs - syscall.enteredNs,
      remainingNs: syscall.readyAtNs === undefined ? undefined : Math.max(0, syscall.readyAtNs - process.virtualNs), held: syscall.held, waitingFor: syscall.waitingFor,
      // How long it has waited differs at each stop: only whether it is the same one counts.
      changed: changes?.of(`syscall of ${tid}`, { entered: syscall.enteredNs, name: syscall.name }).length ? ['new'] : [],
    });
  }
  return found;
}

function snapshot(context: AdapterContext, { goroutines = {} }: SnapshotArguments): Snapshot {
  const { session } = context;
  const { process, scheduler, past } = session;
  const common = { ns: process.virtualNs, retired: process.retired, behind: past?.instructions ?? 0, behindNs: past?.ns ?? 0 };
  const numbers = new Numbers(scheduler);
  if (scheduler.unavailable) {
    return { ...common, unavailable: scheduler.unavailable, ps: [], ms: [], goroutines: { all: 0, matching: 0, start: 0, items: [] }, whereabouts: { placed: [], waiting: [], waitingCount: 0, hidden: 0 }, syscalls: syscallSummaries(session, numbers) };
  }
  const everything = scheduler.gs();
  const changes = new Changes(session, () => new Set(everything.map(({ goid }) => goid)));
  const describer = new Describer(session, (g, summary) => changes.ofGoroutine(g, summary));
  const idle = new Set(scheduler.sched()?.idleMs ?? []);
  const sched = schedSummary(scheduler, numbers);
  return {
    ...common,
    ps: scheduler.ps().map((p) => pSummary(p, scheduler, numbers)).map((p) => ({ ...p, changed: changes.of(`P${p.id}`, p) })),
    ms: scheduler.ms().map((m) => mSummary(session, m, numbers, idle)).map((m) => ({ ...m, changed: changes.of(`M${m.id}`, m) })),
    goroutines: selectGoroutines(everything, goroutines, describer, (group, query) => changes.of(`group ${group.title} of ${query}`, { count: group.count }, false).length > 0),
    whereabouts: whereaboutsOf(scheduler, everything, goroutines.system === true, describer),
    sched: sched && { ...sched, changed: changes.of('sched', sched) },
    syscalls: syscallSummaries(session, numbers, changes),
  };
}

export const snapshots: Topic = {
  capabilities: {},
  handlers: {
    'gosched/snapshot': (context, args: SnapshotArguments) => {
      if (context.session.hasEnded) throw new AdapterError('noScheduler', { text: 'The program has ended.' });
      return snapshot(context, args ?? {});
    },
  },
};
