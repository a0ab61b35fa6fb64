/**
 * Looking back for one thing: each function goes to the last time that it happened before here and says who did it. Without
 * any it goes to the start of history and answers START; a search that the user ends answers CANCELLED and stays.
 */
import type { WatchHit } from '../../machine/api';
import type { SchedulerEvent } from '../../scheduler/api';
import type { GoSchedulerView } from '../../scheduler/view';
import type { StepContext } from '../stepping/context';
import { SchedulerEvents } from '../trace/events';
import { CANCELLED, START, type History, type Progress } from './history';
import type { Place } from './place';

/** Where the process stands now, and the thread that it is about; `pc` is what this thread executes next. */
export interface Found { readonly place: Place; readonly tid: number; readonly pc: number }
export type Nothing = typeof START | typeof CANCELLED;

export function isFound<T extends object>(result: T | Nothing): result is T { return typeof result === 'object'; }

/** The last arrival at one of the addresses that is accepted: the process stands before the instruction there. */
export function previousArrival(history: History, addresses: Iterable<number>, accept: (tid: number, pc: number) => boolean = () => true, progress?: Progress): Found | Nothing {
  const all = [...addresses];
  let last = { tid: 0, pc: 0 };
  const place = history.searchBack({
    arm: () => { history.process.machine.setBreakpoints(all); },
    accept: (stop) => {
      if (stop.kind !== 'breakpoint' || !accept(stop.tid, stop.pc)) return false;
      last = stop;
      return true;
    },
  }, progress);
  return isFound(place) ? { place, tid: last.tid, pc: last.pc } : place;
}

export interface Access { readonly start: number; readonly length: number; readonly read: boolean; readonly write: boolean }

/**
 * The last instruction that read or wrote the range: the process stands before it, as it would after having undone it. An
 * access by the instruction executed just now counts. What the kernel writes for a syscall is not an instruction's access.
 */
export function previousAccess(history: History, access: Access, progress?: Progress): Found & { hit: WatchHit } | Nothing {
  let last: { tid: number; pc: number; hit: WatchHit; retired: number } | undefined;
  const outcome = history.scanBack({
    arm: () => { history.process.machine.setWatchpoints([{ id: 1, ...access }]); },
    meet: (stop, { retired }) => { if (stop.kind === 'watch') last = { tid: stop.tid, pc: stop.pc, hit: stop.hits[0], retired }; },
    enough: () => last !== undefined,
  }, progress);
  if (!last) return nothing(history, outcome === CANCELLED);
  const place = history.seekBeforeNext(last.retired - 1);
  return { place, tid: last.tid, pc: last.pc, hit: last.hit };
}

/** The last scheduler event (of those that are accepted): the process stands before the instruction that makes it. */
export function previousSchedulerEvent(history: History, scheduler: GoSchedulerView, accept: (event: SchedulerEvent) => boolean = () => true, progress?: Progress): Found & { event: SchedulerEvent } | Nothing {
  const { process } = history;
  let events: SchedulerEvents;
  let version = 0;
  const watch = (): void => {
    process.machine.setWatchpoints(events.watchpoints());
    version = events.version;
  };
  let last: SchedulerEvent | undefined;
  const outcome = history.scanBack({
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
  }, progress);
  scheduler.invalidate();
  if (!last) return nothing(history, outcome === CANCELLED);
  const place = history.seekBeforeNext(last.retired - 1);
  return { place, tid: last.tid, pc: last.pc, event: last };
}

/**
 * The last return to one of the addresses behind calls that is accepted (asked where the thread is back): the process stands
 * before the RET instruction.
 */
export function previousReturn(history: History, context: StepContext, addresses: Iterable<number>, accept: (tid: number, pc: number) => boolean = () => true, progress?: Progress): Found | Nothing {
  const all = [...addresses];
  for (;;) {
    const back = previousArrival(history, all, accept, progress);
    if (!isFound(back)) return back;
    const place = history.stepBack(back.tid);
    if (place === START) return START;
    const pc = context.stack.pc(back.tid);
    if (context.instructionAt(pc).flow === 'return') return { place, tid: back.tid, pc };
    // It came there otherwise: by a jump, or again after a signal. The return lies further back.
    history.seek(back.place);
  }
}

function nothing(history: History, cancelled: boolean): Nothing {
  if (cancelled) return CANCELLED;
  history.seek(history.start);
  return START;
}
