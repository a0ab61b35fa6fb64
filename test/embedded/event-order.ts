/** Finds the event order of a scenario's header in a trace. */
import type { EntryRecord, EventRecord, TraceRecord } from '../../src/debugger/trace/record';
import type { EventOrder, Scenario, Step } from '../../src/embedded/programs/catalogue';
import type { EditionName } from '../../src/embedded/library';

/** What the names of an order stand for. */
type Names = ReadonlyMap<string, string>;

/** All functions that the header speaks of. */
export function functionsOf(scenario: Scenario): string[] {
  const names = new Set<string>();
  for (const { event } of [...scenario.orders.flatMap(({ steps }) => steps), ...scenario.never, ...scenario.holds.flatMap(({ at, until }) => [at, until])]) if (event.kind === 'enter') names.add(event.function);
  return [...names].sort();
}

export type OrderResult = { found: true } | { found: false; reached: number; step: Step };

/** Records that steps can speak of. */
const isOfPath = (record: TraceRecord): boolean => record.kind === 'entry' || ['g-status', 'p-status', 'm-p'].includes(record.event);

/** Searches with backtracking; the failure names the furthest step that nothing could be found for. */
export function findOrder(order: EventOrder, edition: EditionName, all: readonly TraceRecord[]): OrderResult {
  const records = all.filter(isOfPath);
  const steps = order.steps.filter((step) => step.editions.includes(edition));
  let furthest = -1;
  /** (step, place) with these names has been seen to fail */
  const failed = new Set<string>();
  // The record before `place` matched the step before; `forbidden` must not occur up to the next match.
  const search = (index: number, place: number, names: Names, previous: TraceRecord | undefined): boolean => {
    const forbidden: Step[] = [];
    while (index < steps.length && steps[index].mode === 'not') forbidden.push(steps[index++]);
    const banned = (record: TraceRecord) => forbidden.some((step) => matches(step, record, names, previous) !== undefined);
    if (index === steps.length) return !records.slice(place).some(banned);
    const key = `${index} ${place} ${[...names].join(';')}`;
    if (failed.has(key)) return false;
    if (index > furthest) furthest = index;
    const step = steps[index];
    for (let at = place; at < records.length; at++) {
      const record = records[at];
      const bound = matches(step, record, names, previous);
      if (bound && search(index + 1, at + 1, bound, record)) return true;
      if (step.mode === 'next' && record.tid === previous?.tid) break;
      if (banned(record)) break;
    }
    failed.add(key);
    return false;
  };
  return search(0, 0, new Map(), undefined) ? { found: true } : { found: false, reached: furthest, step: steps[Math.max(furthest, 0)] };
}

/** Whether `record` is what `step` says; names stand for anything. */
export function isStep(step: Step, record: TraceRecord): boolean { return matches(step, record, new Map(), undefined) !== undefined; }

/** A record that `step` forbids, if there is one. */
export function findForbidden(step: Step, records: readonly TraceRecord[]): TraceRecord | undefined {
  return records.find((record) => isStep(step, record));
}

function matches(step: Step, record: TraceRecord, names: Names, previous: TraceRecord | undefined): Names | undefined {
  const { event } = step;
  if (event.kind === 'enter' ? record.kind !== 'entry' || record.function !== event.function : record.kind !== 'event') return undefined;
  const since = previous ? record.ns - previous.ns : 0;
  if (step.afterNs !== undefined && since < step.afterNs || step.withinNs !== undefined && since > step.withinNs) return undefined;
  const thread = step.mode === 'next' && step.thread === undefined && previous ? String(previous.tid) : undefined;
  if (thread !== undefined && thread !== String(record.tid)) return undefined;
  const wanted: [string, string][] = step.thread === undefined ? [] : [[step.thread, String(record.tid)]];
  if (event.kind === 'enter') {
    const entry = record as EntryRecord;
    if (event.caller !== undefined && !entry.caller.startsWith(`${event.caller.includes('.') ? event.caller : `runtime.${event.caller}`}+`)) return undefined;
    if (event.stack !== undefined) wanted.push([event.stack, typeof entry.stack === 'number' ? `G${entry.stack}` : String(entry.stack)]);
    for (const [key, value] of event.state) wanted.push([value, stateOf(entry, key)]);
  } else if (event.kind === 'status') {
    const change = record as EventRecord;
    if (change.event !== (event.subject.startsWith('G') ? 'g-status' : 'p-status')) return undefined;
    wanted.push([event.subject, change.subject], [event.from, change.from], [event.to, change.to]);
  } else {
    const change = record as EventRecord;
    if (change.event !== 'm-p') return undefined;
    wanted.push([event.subject, change.subject], [event.p, event.has ? change.to : change.from], ['-', event.has ? change.from : change.to]);
  }
  return bind(wanted, names);
}

/** Names that are bound must agree; new ones are bound, each to an object of its own. */
function bind(wanted: readonly (readonly [string, string])[], names: Names): Names | undefined {
  let result = names;
  for (const [pattern, value] of wanted) {
    if (pattern === '*') continue;
    if (!/^[TGMP]\.\w+$/.test(pattern)) {
      if (pattern !== value) return undefined;
      continue;
    }
    const known = result.get(pattern);
    if (known === undefined) {
      if (!new RegExp(pattern.startsWith('T') ? '^\\d+$' : `^${pattern[0]}\\d+$`).test(value)) return undefined;
      if ([...result].some(([name, other]) => name[0] === pattern[0] && other === value)) return undefined;
      result = new Map([...result, [pattern, value]]);
    } else if (known !== value) return undefined;
  }
  return result;
}

/** A named piece of the state that an entry was recorded with. @throws for a name that does not exist */
function stateOf({ curg, m, sched, ps }: EntryRecord, key: string): string {
  const p = (id: number | null | undefined) => (id === null || id === undefined ? '-' : `P${id}`);
  switch (key) {
    case 'p': return p(m?.p);
    case 'oldp': return m?.oldp === undefined ? 'n/a' : p(m.oldp);
    case 'nextp': return p(m?.nextp);
    case 'm': return m ? `M${m.id}` : '-';
    case 'locks': return String(m?.locks);
    case 'spinning': return String(m?.spinning);
    case 'lockedg': return String(m?.lockedg);
    case 'curg': return curg ? `G${curg.goid}` : '-';
    case 'status': return curg?.status ?? '-';
    case 'preempt': return String(curg?.preempt);
    case 'guard': return String(curg?.stackPreempt);
    case 'throwsplit': return String(curg?.throwsplit);
    // whether m.syscalltick is still the tick of its P
    case 'ticks': return m && m.p !== null ? (ps.find(({ id }) => id === m.p)?.syscalltick === m.syscalltick ? 'equal' : 'differ') : '-';
    default: {
      const value = sched?.[key as keyof typeof sched];
      if (value === undefined) throw new Error(`no state "${key}"`);
      return String(value);
    }
  }
}
