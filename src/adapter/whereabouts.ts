import type { GView, SchedulerView } from '../scheduler/api';
import type { Describer } from './goroutine-query';
import type { Whereabouts } from './protocol';

/** Described of each queue, and of those that wait: what a board has room for. */
const MOST = 64;

/** Where each of `everything` is: with a P or an M, in a queue, or waiting. `system`: the runtime's own are shown among those that wait. */
export function whereaboutsOf(scheduler: SchedulerView, everything: readonly GView[], system: boolean, describer: Describer): Whereabouts {
  const global = scheduler.sched();
  const ps = scheduler.ps();
  const queues = [...ps.map((p) => p.runq), global?.runq ?? []];
  const held = [...scheduler.ms().map((m) => m.curg), ...ps.map((p) => p.runnext)];
  const somewhere = new Set([...held, ...queues.flat()]);
  // A runnable goroutine without a place is in the rest of a queue that was not walked to its end.
  const isWaiting = (g: GView): boolean => !somewhere.has(g.address) && !(g.status === 'runnable' && (global?.runqsize ?? 0) > (global?.runq.length ?? 0));
  const waiting = everything.filter(isWaiting);
  const listed = system ? waiting : waiting.filter((g) => !g.system);
  const shown = new Set([...held, ...queues.flatMap((queue) => queue.slice(0, MOST))]);
  return {
    placed: everything.filter((g) => shown.has(g.address)).map((g) => describer.describe(g)),
    waiting: listed.slice(0, MOST).map((g) => describer.describe(g)), waitingCount: listed.length, hidden: waiting.length - listed.length,
  };
}
