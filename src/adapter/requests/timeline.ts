import type { DebuggerSession } from '../../debugger/session';
import { Timeline } from '../../debugger/timeline';
import type { GoSchedulerView } from '../../scheduler/view';
import type { AdapterContext } from '../context';
import { AdapterError } from '../errors';
import type { EventsAnswer, EventsArguments } from '../protocol';
import { Progress } from '../progress';
import type { RequestInfo, Topic } from '../topic';

const PAGE = 1000;
/** Events in one answer: a message of a megabyte or two. */
const MOST = 50_000;
/** Of collecting (ms) before others that wait are let through: going there and back takes a part of it. */
const LEAST_MS = 100;
const timelines = new WeakMap<DebuggerSession, Timeline>();

function timelineOf(session: DebuggerSession): Timeline {
  const known = timelines.get(session);
  if (known) return known;
  const { history, scheduler } = session;
  if (!history) throw new AdapterError('noScheduler', { text: 'This session keeps no history.' });
  if (scheduler.unavailable) throw new AdapterError('noScheduler', { text: scheduler.unavailable });
  const made = new Timeline(history, scheduler as GoSchedulerView);
  timelines.set(session, made);
  return made;
}

/** Brings the timeline up to the newest point of history, or that way for so many milliseconds. @throws AdapterError if it was cancelled */
async function collect(context: AdapterContext, timeline: Timeline, request: RequestInfo, withinMs = Infinity): Promise<void> {
  const begun = context.host.now();
  const progress = new Progress(context, 'Reading scheduler events', request.seq);
  try {
    const isDone = await context.alone((instructions) => {
      // Who is told parts knows how far it is.
      if (withinMs === Infinity) progress.report(timeline.progress);
      const isDone = timeline.collect(instructions);
      const ms = context.host.now() - begun;
      return isDone || ms >= withinMs || (withinMs < Infinity && context.waiting > 0 && ms >= LEAST_MS);
    }, () => timeline.leave(), request.cancelled);
    if (!isDone) throw new AdapterError('cancelled');
  } finally {
    progress.end();
  }
}

export const timeline: Topic = {
  capabilities: {},
  handlers: {
    /** While the program runs: what is known. */
    async 'gosched/events'(context, { from = 0, count = PAGE, withinMs }: EventsArguments, request): Promise<EventsAnswer> {
      const known = timelineOf(context.session);
      if (context.state === 'stopped') await collect(context, known, request, withinMs);
      const begin = Math.max(0, from);
      const { events, version, goroutines, isComplete, progress } = known;
      return { total: events.length, from: begin, version, page: events.page(begin, Math.max(0, Math.min(count, MOST))), goroutines, ...(known.isFull ? { full: true as const } : {}), ...(isComplete ? {} : { progress }) };
    },
  },
};
