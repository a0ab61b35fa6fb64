import type { Frame } from '../../scheduler/api';
import type { StopInfo } from '../api';
import type { Console } from './console';
import { describeCaught } from '../breakpoints/syscalls';
import { watchHeading } from './commands/watchpoints';
import { signalDescription } from './signals';
import { duration } from './table-text';
import { address, frameDescription, isLineStart, sourceLine, symbolText } from './frame-text';

/** What gdb writes when the program has stopped. */
export function describeStop(console: Console, stop: StopInfo, frame: Frame | undefined, sameFrame: boolean): string {
  if (stop.reason === 'exited') return endText(console, stop);
  const heading = headingOf(console, stop);
  const atStart = frame?.position !== undefined && isLineStart(console, stop.pc);
  const lines: string[] = [];
  const described = frame ? `${atStart || frame.inlined ? '' : `${address(stop.pc)} in `}${frameDescription(console, frame)}` : `${address(stop.pc)} in ?? ()`;
  const ownLine = stop.reason === 'data breakpoint' || heading?.endsWith('.');
  if (heading !== undefined) lines.push('', `${heading}${ownLine ? '\n' : ''}${described}`);
  else if (!sameFrame) lines.push(described);
  const source = frame && sourceLine(console, frame);
  // Within a line gdb shows the address in front of it; with the frame's line it has been shown already.
  if (source !== undefined) lines.push(!atStart && sameFrame && heading === undefined ? `${address(stop.pc)}\t${source}` : source);
  if (stop.past) lines.push(`[in the past: ${duration(stop.past.ns)}, ${stop.past.instructions} instructions before the newest point]`);
  return lines.join('\n');
}

function endText(console: Console, stop: StopInfo): string {
  const { raw } = stop;
  if (raw?.kind === 'killed') return `\nProgram terminated with signal ${raw.signalName} at ${address(raw.pc)}${symbolText(console, raw.pc)}.\nThe program no longer exists.`;
  const code = raw?.kind === 'exited' ? raw.code : 0;
  return code === 0 ? '[Program exited normally]' : `[Program exited with code ${code}]`;
}

/** "G5 hit Breakpoint 1, "; undefined for steps, which have none */
function headingOf(console: Console, stop: StopInfo): string | undefined {
  const who = whoIs(console, stop);
  switch (stop.reason) {
    case 'step': case 'goto': case 'entry': return undefined;
    case 'breakpoint': case 'function breakpoint': case 'instruction breakpoint':
      if (stop.raw?.kind === 'signal') return `${who} hit ${kindOf(console, stop, 'catchpoint')} ${stop.breakpointIds.join(', ')} (signal ${stop.raw.signalName}), `;
      if (stop.raw?.kind === 'syscall-entry' || stop.raw?.kind === 'syscall-exit') return `${who} hit ${kindOf(console, stop, 'catchpoint')} ${stop.breakpointIds.join(', ')} (${describeCaught(stop.raw)}), `;
      return stop.breakpointIds.length > 0 ? `${who} hit ${kindOf(console, stop, 'breakpoint')} ${stop.breakpointIds.join(', ')}, ` : `${who}: ${stop.description}.`;
    case 'start of history': return 'No more reverse-execution history.';
    case 'data breakpoint': {
      const hits = stop.raw?.kind === 'watch' ? stop.raw.hits : [];
      return stop.breakpointIds.map((id) => {
        const breakpoint = console.session.breakpoints.byId(id);
        return breakpoint ? `${who} hit ${watchHeading(console, breakpoint, hits.find((hit) => hit.id === id), console.isBackwards)}` : `${who}: ${stop.description}.`;
      }).join('\n');
    }
    case 'exception': {
      if (stop.raw?.kind !== 'signal') return `${who}: ${stop.description}.`;
      return `${who} received signal ${stop.raw.signalName}, ${signalDescription(stop.raw.signalName)}.`;
    }
    case 'pause': return `${who}: interrupted.`;
    default: return `${who}: ${stop.description}.`;
  }
}

function kindOf(console: Console, stop: StopInfo, noun: string): string {
  // A temporary breakpoint is gone when it has stopped the program.
  return stop.breakpointIds.some((id) => console.session.breakpoints.byId(id)) ? `${noun[0].toUpperCase()}${noun.slice(1)}` : `Temporary ${noun}`;
}

/** "G5" on its own stack, "M2 g0" on a system stack, "thread 1" before the runtime is up */
function whoIs(console: Console, stop: StopInfo): string {
  if (stop.goid !== undefined) return `G${stop.goid}`;
  const { scheduler } = console.session;
  const thread = scheduler.threadOnCpu(stop.tid);
  const m = thread && scheduler.mByAddress(thread.m);
  return m ? `M${m.id} ${thread.kind}` : `Thread ${stop.tid ?? 0}`;
}
