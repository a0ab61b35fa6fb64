/**
 * Looking back for one thing: each function goes to the last time that it happened before here and says who did it. Without
 * any it goes to the start of history and answers START.
 */
import type { WatchHit } from '../../machine/api';
import type { SchedulerEvent } from '../../scheduler/api';
import type { GoSchedulerView } from '../../scheduler/view';
import type { StepContext } from '../stepping/context';
import { SchedulerEvents } from '../trace/events';
import { START, type History, type Search } from './history';
import type { Place } from './place';

/** Where the process stands now, and the thread that it is about; `pc` is what this thread executes next. */
export interface Found { readonly place: Place; readonly tid: number; readonly pc: number }
export type Nothing = typeof START;

export function isFound<T extends object>(result: T | Nothing): result is T { return typeof result === 'object'; }

/** The last arrival at one of the addresses that is accepted: the process stands before the instruction there. */
export function* previousArrival(history: History, addresses: Iterable<number>, accept: (tid: number, pc: number) => boolean = () => true): Search<Found | Nothing> {
  const all = [...addresses];
  let last = { tid: 0, pc: 0 };
  const place = yield* history.searchBack({
    arm: () => { history.process.machine.setBreakpoints(all); },
    accept: (stop) => {
      if (stop.kind !== 'breakpoint' || !accept(stop.tid, stop.pc)) return false;
      last = stop;
      return true;
    },
  });
  return isFound(place) ? { place, tid: last.tid, pc: last.pc } : place;
}

export interface Access { readonly start: number; readonly length: number; readonly read: boolean; readonly write: boolean }

/**
 * The last instruction that read or wrote the range: the process stands before it, as it would after having undone it. An
 * access by the instruction executed just now counts. What the kernel writes for a syscall is not an instruction's access.
 */
export function* previousAccess(history: History, access: Access): Search<Found & { hit: WatchHit } | Nothing> {
  let last: { tid: number; pc: number; hit: WatchHit; retired: number } | undefined;
  yield* history.scanBack({
    arm: () => { history.process.machine.setWatchpoints([{ id: 1, ...access }]); },
    meet: (stop, { retired }) => { if (stop.kind === 'watch') last = { tid: stop.tid, pc: stop.pc, hit: stop.hits[0], retired }; },
    enough: () => last !== undefined,
  });
  if (!last) return nothing(history);
  const place = history.seekBeforeNext(last.retired - 1);
  return { place, tid: last.tid, pc: last.pc, hit: last.hit };
}

/** The last scheduler event (of those that are accepted): the process stands before the instruction that makes it. */
export function* previousSchedulerEvent(history: History, scheduler: GoSchedulerView, accept: (event: SchedulerEvent) => boolean = () => true): Search<Found & { event: SchedulerEvent } | Nothing> {
  const { process } = history;
  let events: SchedulerEvents;
  let version = 0;
  const watch = (): void => {
    process.machine.setWatchpoints(events.watchpoints());
    version = events.version;
  };
  let last: SchedulerEvent | undefined;
  yield* history.scanBack({
    arm: () => {
      scheduler.invalidate();
      events = new SchedulerEvents(process, scheduler);
      watch();
    },
    meet: (stop) => {
      if (stop.kind !== 'watch') return;
      for (const event of events.take(stop.tid, stop.pc, stop.hits)) if (accept(event)) last = event;
      if (events.version !== version) watch();
    },
    enough: () => last !== undefined,
  });
  scheduler.invalidate();
  if (!last) return nothing(history);
  const place = history.seekBeforeNext(last.retired - 1);
  return { place, tid: last.tid, pc: last.pc, event: last };
}

/**
 * The last return to one of the addresses behind calls that is accepted (asked where the thread is back): the process stands
 * before the RET instruction.
 */
export function* previousReturn(history: History, context: StepContext, addresses: Iterable<number>, accept: (tid: number, pc: number) => boolean = () => true): Search<Found | Nothing> {
  const all = [...addresses];
  for (;;) {
    const back = yield* previousArrival(history, all, accept);
    if (!isFound(back)) return back;
    const place = yield* history.stepBack(back.tid);
    if (place === START) return START;
    const pc = context.stack.pc(back.tid);
    if (context.instructionAt(pc).flow === 'return') return { place, tid: back.tid, pc };
    // It came there otherwise: by a jump, or again after a signal. The return lies further back.
    history.seek(back.place);
  }
}

function nothing(history: History): Nothing {
  history.seek(history.start);
  return START;
}
