import type { Frame, GView } from '../scheduler/api';
import type { DebuggerSession } from '../debugger/session';
import { userFrame } from '../debugger/user-frame';
import type { GoroutineGroup, GoroutinePage, GoroutineQuery, GoroutineSummary } from './protocol';
import { hexAddress } from './values';

const DEFAULT_COUNT = 200;
/** Frames that are looked at for the place of a goroutine, and for its group. */
const FRAMES = 12;
/** Goroutines whose stacks are read for grouping or for a filter on frames; more would take seconds at each stop. */
const MOST_STACKS = 20_000;

type SummaryWithoutChanges = Omit<GoroutineSummary, 'changed'>;

/** Filter, order and grouping come first; then the page is cut, and only its goroutines are described in full. */
export function selectGoroutines(session: DebuggerSession, query: GoroutineQuery, changed: (g: GView, summary: SummaryWithoutChanges) => string[]): GoroutinePage {
  const { scheduler, image } = session;
  const everything = scheduler.gs();
  const stacks = new Map<number, Frame[]>();
  const stackOf = (g: GView): Frame[] => {
    let frames = stacks.get(g.address);
    if (!frames) {
      frames = stacks.size < MOST_STACKS ? scheduler.goroutineStack(g, 0, FRAMES).frames : [];
      stacks.set(g.address, frames);
    }
    return frames;
  };
  const nameOf = (g: GView): string => {
    const fn = image.functions.at(g.startPc)?.name ?? hexAddress(g.startPc);
    return fn === 'runtime.main' ? 'main.main' : fn;
  };
  const words = (query.filter ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (g: GView): boolean => {
    if (g.system && !query.system) return false;
    const own = `g${g.goid} ${nameOf(g)} ${g.status} ${g.waitReason ?? ''}`.toLowerCase();
    const missing = words.filter((word) => !own.includes(word));
    return missing.length === 0 || missing.every((word) => stackOf(g).some(({ name }) => name.toLowerCase().includes(word)));
  };
  const matching = everything.filter(matches);
  const start = Math.max(0, query.start ?? 0);
  const page = matching.slice(start, start + (query.count ?? DEFAULT_COUNT));
  const items = page.map((g): GoroutineSummary => {
    const frame = userFrame(stackOf(g));
    const m = scheduler.mByAddress(g.m);
    const summary: SummaryWithoutChanges = {
      id: g.goid, address: hexAddress(g.address), name: nameOf(g), status: g.status, wait: g.status === 'waiting' ? scheduler.describeWait(g) ?? g.waitReason : undefined,
      m: m?.id, p: m && m.p !== 0 ? scheduler.pByAddress(m.p)?.id : undefined, system: g.system, function: frame?.name ?? '',
      location: frame?.position && `${frame.position.file}:${frame.position.line}`,
    };
    return { ...summary, changed: changed(g, summary) };
  });
  return { all: everything.length, matching: matching.length, start, items, groups: groupsOf(matching, query.groupBy ?? 'none', stackOf) };
}

function groupsOf(goroutines: readonly GView[], groupBy: 'none' | 'stack' | 'status', stackOf: (g: GView) => Frame[]): GoroutineGroup[] | undefined {
  if (groupBy === 'none') return undefined;
  const groups = new Map<string, GoroutineGroup>();
  for (const g of goroutines) {
    const key = groupBy === 'status' ? g.status : stackOf(g).filter(({ kind }) => kind === 'code').map(({ name }) => name).join(' < ') || '(no frames)';
    const group = groups.get(key);
    if (group) {
      group.count++;
      group.ids.push(g.goid);
    } else groups.set(key, { title: key, count: 1, ids: [g.goid] });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.title < b.title ? -1 : 1));
}
