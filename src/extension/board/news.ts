/** What happened between two stops, in words: the difference of two snapshots. No DOM and no VS Code in here. */
import type { MSummary, PSummary, Snapshot } from '../../adapter/protocol';

/** Sentences of one board; what is beyond is counted. */
const MOST = 8;

/** One sentence a change, Ps first; `before` and `now` may be in either order of time. */
export function newsOf(before: Snapshot, now: Snapshot): string[] {
  // The program's first instructions, before there are Ps: all would be new, which says nothing.
  if (before.ps.length === 0) return [];
  const news = [...processorNews(before, now), ...goroutineNews(before, now), ...threadNews(before, now)];
  return news.length <= MOST ? news : [...news.slice(0, MOST - 1), `and ${news.length - MOST + 1} more changes`];
}

const byId = <T extends { id: number }>(items: readonly T[]): Map<number, T> => new Map(items.map((item) => [item.id, item]));
const name = (letter: string, id: number | undefined): string => (id === undefined ? 'none' : `${letter}${id}`);

function processorNews(before: Snapshot, now: Snapshot): string[] {
  const old = byId(before.ps);
  return now.ps.flatMap((p) => {
    const was = old.get(p.id);
    if (!was) return [`P${p.id} is new`];
    const text = handover(was, p, before.ms) ?? statusChange(was, p);
    const queued = p.runq.length - was.runq.length;
    const lines = text === undefined ? [] : [text];
    if (p.g !== undefined && p.g !== was.g) lines.push(`P${p.id} runs G${p.g}${was.g === undefined ? '' : ` instead of G${was.g}`}`);
    if (queued !== 0) lines.push(`P${p.id}'s queue ${queued > 0 ? 'grew' : 'shrank'} to ${p.runq.length}`);
    return lines;
  });
}

/** A P that is with another M: given back, taken out of a syscall, or handed on. */
function handover(was: PSummary, p: PSummary, msBefore: readonly MSummary[]): string | undefined {
  if (was.m === p.m) return undefined;
  const owner = was.m ?? msBefore.find((m) => m.oldp === p.id && m.curg !== undefined)?.id;
  if (p.m === undefined) return p.status === 'syscall' ? `P${p.id} is left behind by ${name('M', owner)}, which is in a syscall` : `P${p.id} is ${p.status}; ${name('M', owner)} no longer has it`;
  if (owner === undefined || owner === p.m) return `M${p.m} has P${p.id} now`;
  return was.status === 'syscall' ? `P${p.id} was taken from M${owner}, which is in a syscall, and is with M${p.m}` : `P${p.id} went from M${owner} to M${p.m}`;
}

function statusChange(was: PSummary, p: PSummary): string | undefined {
  return was.status === p.status ? undefined : `P${p.id} ${was.status} → ${p.status}`;
}

function goroutineNews(before: Snapshot, now: Snapshot): string[] {
  const old = byId(before.goroutines.items);
  return now.goroutines.items.flatMap((g) => {
    const was = old.get(g.id);
    if (!was) return g.id > Math.max(0, ...old.keys()) ? [`G${g.id} ${g.name} is new`] : [];
    return was.status === g.status ? [] : [`G${g.id} ${was.status} → ${g.status}${g.wait && g.status === 'waiting' ? ` (${g.wait})` : ''}`];
  });
}

function threadNews(before: Snapshot, now: Snapshot): string[] {
  const old = byId(before.ms);
  return now.ms.flatMap((m) => {
    const was = old.get(m.id);
    if (!was) return [`M${m.id} is new`];
    if (was.idle !== m.idle) return [m.idle ? `M${m.id} is idle` : `M${m.id} was woken`];
    return was.spinning === m.spinning ? [] : [m.spinning ? `M${m.id} spins: it looks for work` : `M${m.id} no longer spins`];
  });
}
