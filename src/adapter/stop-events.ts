import type { StopInfo } from '../debugger/api';
import { consoleAtStop } from './console-stops';
import type { AdapterContext } from './context';
import { failureAt } from '../debugger/failure';
import { restart } from './requests/lifecycle';
import { threadIdOf } from './threads';

/** DAP's own words for our reasons. */
const reasons: Partial<Record<StopInfo['reason'], string>> = { limit: 'pause', 'start of history': 'step' };

/** Lets the console see a stop first; true if its commands have let the program go on: then the client hears nothing of it. */
export function goesOn(context: AdapterContext, stop: StopInfo, isPaused: boolean): boolean {
  const { run, restart: again, quit } = consoleAtStop(context, stop, isPaused);
  if (run) context.run(run);
  else if (again) restart(context);
  else if (quit) context.end();
  return run !== undefined || again === true || quit === true;
}

/** Tells the client that the program has stopped, or ended. */
export function reportStop(context: AdapterContext, stop: StopInfo): void {
  if (stop.reason === 'exited') {
    reportEnd(context, stop);
    return;
  }
  // Before the stop: a client that asks as soon as it hears of that gets nothing in between.
  context.tellPosition();
  context.tellMemory(context.shownMemory.all());
  const threadId = stop.tid === undefined ? undefined : threadIdOf(context.session.subjectOf(stop.tid));
  context.protocol.event('stopped', {
    reason: reasons[stop.reason] ?? stop.reason,
    // A label beside the thread's name, which a long one pushes out of sight.
    description: stop.title === undefined ? stop.description : `${stop.title} (past)`,
    threadId,
    text: stop.reason === 'exception' ? failureAt(context.session)?.message ?? stop.description : stop.title && stop.description,
    allThreadsStopped: true,
    hitBreakpointIds: stop.breakpointIds.length > 0 ? stop.breakpointIds : undefined,
  });
}

function reportEnd(context: AdapterContext, { raw }: StopInfo): void {
  if (raw?.kind === 'killed') {
    const fn = context.session.image.functions.at(raw.pc);
    context.output('important', `The program was killed by ${raw.signalName} at 0x${raw.pc.toString(16)}${fn ? ` in ${fn.name}` : ''}.\n`);
  }
  // A shell's code for a signal.
  const exitCode = raw?.kind === 'exited' ? raw.code : raw?.kind === 'killed' ? 128 + raw.signal : 0;
  context.protocol.event('exited', { exitCode });
  context.end();
}
