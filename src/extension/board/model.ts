/** What the scheduler board shows, computed from a snapshot. No DOM and no VS Code in here. */
import type { MSummary, Snapshot } from '../../adapter/protocol';

/** A token that keeps its identity from stop to stop, so that its way can be animated. */
export interface Token { id: string; label: string; kind: 'g' | 'm'; state: string; detail: string; goid?: number }
export interface Slot { title: string; tokens: Token[]; /** said instead of tokens when there are none */ empty: string }
export interface Card { id: string; title: string; state: string; changed: boolean; /** of a pool: how many, also those not shown */ count?: number; slots: Slot[] }
export interface Board { time: string; past: boolean; processors: Card[]; pools: Card[]; unavailable?: string }

/** Tokens shown of one pool; the rest is counted. */
const MOST = 48;

export function boardOf(snapshot: Snapshot, time: string): Board {
  const shown = new Set<string>();
  const names = new Map(snapshot.goroutines.items.map((g) => [g.id, g]));
  const g = (id: number, state: string, detail = ''): Token => {
    shown.add(`G${id}`);
    const known = names.get(id);
    return { id: `G${id}`, label: `G${id}`, kind: 'g', state, goid: id, detail: [known?.name, detail || known?.wait].filter(Boolean).join(' · ') };
  };
  const m = (id: number, state: string, detail = ''): Token => ({ id: `M${id}`, label: `M${id}`, kind: 'm', state, detail });
  const threads = new Map(snapshot.ms.map((thread) => [thread.id, thread]));

  const processors = snapshot.ps.map((p): Card => {
    const thread = p.m === undefined ? undefined : threads.get(p.m);
    return {
      id: `P${p.id}`, title: `P${p.id}`, state: p.status, changed: p.changed.length > 0,
      slots: [
        { title: 'M', empty: 'none', tokens: thread ? [m(thread.id, thread.on, thread.function)] : [] },
        { title: 'running', empty: 'none', tokens: p.g === undefined ? [] : [g(p.g, 'running')] },
        { title: 'runnext', empty: 'none', tokens: p.runnext === undefined ? [] : [g(p.runnext, 'runnable')] },
        { title: p.runq.length > 0 ? `queue ${p.runq.length}` : 'queue', empty: 'empty', tokens: p.runq.slice(0, MOST).map((id) => g(id, 'runnable')) },
      ],
    };
  });

  const pool = (id: string, title: string, tokens: Token[], total = tokens.length): Card => ({
    id, title, state: 'pool', changed: false,
    count: total, slots: [{ title: '', empty: 'none', tokens: tokens.slice(0, MOST) }],
  });
  // A goroutine is in a syscall from entersyscall to exitsyscall, not only while its M is in the kernel.
  const calls = new Map(snapshot.syscalls.map((call) => [call.m, call]));
  const inSyscall = (thread: MSummary): boolean => thread.p === undefined && thread.curg !== undefined && (names.get(thread.curg)?.status === 'syscall' || calls.get(thread.id)?.g !== undefined);
  const inSyscalls = snapshot.ms.filter(inSyscall).flatMap((thread) => {
    const call = calls.get(thread.id);
    const detail = call?.text ?? thread.function;
    return [m(thread.id, 'syscall', thread.oldp === undefined ? detail : `${detail} · left P${thread.oldp}`), g(thread.curg!, call?.held ? 'held' : 'syscall', detail)];
  });
  const onM = snapshot.ms.filter((thread) => thread.p === undefined && !thread.idle && !inSyscall(thread))
    .flatMap((thread) => [m(thread.id, thread.on, calls.get(thread.id)?.text ?? thread.function), ...(thread.curg === undefined || shown.has(`G${thread.curg}`) ? [] : [g(thread.curg, 'running')])]);
  const globalQueue = (snapshot.sched?.runq ?? []).map((id) => g(id, 'runnable'));
  const waiting = snapshot.goroutines.items.filter((item) => !shown.has(`G${item.id}`)).map((item) => g(item.id, item.status, item.wait));
  return {
    time, past: snapshot.behind > 0, unavailable: snapshot.unavailable, processors,
    pools: [
      pool('global', 'Global queue', globalQueue, snapshot.sched?.runqsize), pool('syscalls', 'In syscalls', inSyscalls),
      pool('no-p', 'Ms without a P', onM), pool('idle', 'Idle Ms', snapshot.ms.filter((thread) => thread.idle).map((thread) => m(thread.id, 'idle'))),
      pool('waiting', 'Waiting Gs', waiting),
    ],
  };
}
