import type { GView, StackLevel } from '../scheduler/api';
import type { DebuggerSession } from '../debugger/session';
import { userFrame } from '../debugger/user-frame';
import { StartNames } from './function-names';
import type { GoroutineGroup, GoroutinePage, GoroutineQuery, GoroutineSummary } from './protocol';
import { hexAddress } from './values';

const DEFAULT_COUNT = 200;
/** Frames that are looked at for the place of a goroutine, and for its group. */
const FRAMES = 12;

type SummaryWithoutChanges = Omit<GoroutineSummary, 'changed'>;

/** What changed of a goroutine since the last stop. */
export type GoroutineChanges = (g: GView, summary: SummaryWithoutChanges) => string[];

/** Names and describes goroutines; functions that many of them start with are looked up once. */
export class Describer {
  private readonly names: StartNames;
  private readonly described = new Map<number, GoroutineSummary>();

  constructor(private readonly session: DebuggerSession, private readonly changed: GoroutineChanges) { this.names = new StartNames(session.image); }

  stackOf(g: GView): readonly StackLevel[] { return this.session.scheduler.stackLevels(g, FRAMES); }

  nameOf({ startPc }: GView): string { return this.names.of(startPc); }

  /** One summary each: a goroutine may stand in several lists. */
  describe(g: GView): GoroutineSummary {
    let summary = this.described.get(g.address);
    if (!summary) this.described.set(g.address, (summary = this.summaryOf(g)));
    return summary;
  }

  private summaryOf(g: GView): GoroutineSummary {
    const { scheduler } = this.session;
    const frame = userFrame(this.stackOf(g));
    const m = scheduler.mByAddress(g.m);
    const summary: SummaryWithoutChanges = {
      id: g.goid, address: hexAddress(g.address), name: this.nameOf(g), status: g.status, wait: g.status === 'waiting' ? scheduler.describeWait(g) ?? g.waitReason : undefined,
      m: m?.id, p: m && m.p !== 0 ? scheduler.pByAddress(m.p)?.id : undefined, system: g.system, function: frame?.name ?? '',
      location: frame?.position && `${frame.position.file}:${frame.position.line}`,
    };
    return { ...summary, changed: this.changed(g, summary) };
  }
}

/** Filter, order and grouping come first; then the page is cut, and only its goroutines are described in full. */
export function selectGoroutines(everything: readonly GView[], query: GoroutineQuery, describer: Describer, hasChanged: (group: GoroutineGroup, query: string) => boolean): GoroutinePage {
  const stackOf = (g: GView): readonly StackLevel[] => describer.stackOf(g);
  const words = (query.filter ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const hasWord = new WordsOfStacks();
  const matches = (g: GView): boolean => {
    if (g.system && !query.system) return false;
    if (words.length === 0) return true;
    const own = `${describer.nameOf(g)} ${g.status} ${g.waitReason ?? ''}`.toLowerCase();
    return words.every((word) => (GOROUTINE.test(word) ? word === `g${g.goid}` : own.includes(word) || hasWord.in(stackOf(g), word)));
  };
  const matching = everything.filter(matches);
  const start = Math.max(0, query.start ?? 0);
  const end = start + (query.count ?? DEFAULT_COUNT);
  const found = { all: everything.length, matching: matching.length, start };
  const groups = groupsOf(matching, query.groupBy ?? 'none', query.perGroup ?? DEFAULT_COUNT, stackOf);
  if (groups) {
    // Another filter counts others: that is no change.
    const asked = [query.groupBy, query.system === true, ...words].join(' ');
    return { ...found, items: [], groups: groups.slice(start, end).map((group) => (hasChanged(group, asked) ? { ...group, changed: true as const } : group)), groupCount: groups.length };
  }
  return { ...found, items: matching.slice(start, end).map((g) => describer.describe(g)) };
}

/** "g12" is one goroutine, not G120 too. */
const GOROUTINE = /^g\d+$/;

/** Which stacks have a function whose name, or whose place ("main.go:28"), holds a word; most goroutines share their stack with many others. */
class WordsOfStacks {
  private readonly known = new WeakMap<readonly StackLevel[], Map<string, boolean>>();

  in(stack: readonly StackLevel[], word: string): boolean {
    let answers = this.known.get(stack);
    if (!answers) this.known.set(stack, (answers = new Map()));
    let answer = answers.get(word);
    if (answer === undefined) answers.set(word, (answer = stack.some(({ name, position }) => `${name} ${position ? `${position.file.replace(/^.*\//, '')}:${position.line}` : ''}`.toLowerCase().includes(word))));
    return answer;
  }
}

function groupsOf(goroutines: readonly GView[], groupBy: 'none' | 'stack' | 'status', perGroup: number, stackOf: (g: GView) => readonly StackLevel[]): GoroutineGroup[] | undefined {
  if (groupBy === 'none') return undefined;
  const groups = new Map<string, GoroutineGroup>();
  const titles = new Map<readonly StackLevel[], string>();
  const titleOf = (stack: readonly StackLevel[]): string => {
    let title = titles.get(stack);
    if (title === undefined) titles.set(stack, (title = stack.map(({ name }) => name).join(' < ') || '(no frames)'));
    return title;
  };
  for (const g of goroutines) {
    const key = groupBy === 'status' ? g.status : titleOf(stackOf(g));
    const group = groups.get(key);
    if (group) {
      group.count++;
      if (group.ids.length < perGroup) group.ids.push(g.goid);
    } else groups.set(key, { title: key, count: 1, ids: [g.goid] });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.title < b.title ? -1 : 1));
}
