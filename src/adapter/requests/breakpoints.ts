import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Breakpoint, BreakpointSpec } from '../../debugger/breakpoints/types';
import { syscallLocation } from '../../debugger/breakpoints/syscalls';
import type { AdapterContext } from '../context';
import { hexAddress } from '../values';
import type { Topic } from '../topic';
import { parseReference } from './memory';
import { sourceOf } from './sources';

interface Wish { condition?: string; hitCondition?: string; logMessage?: string }

/** Empty texts, which clients send for "none", are none. */
function conditions({ condition, hitCondition, logMessage }: Wish): Pick<BreakpointSpec, 'condition' | 'hitCondition' | 'logMessage'> {
  return { condition: condition || undefined, hitCondition: hitCondition || undefined, logMessage: logMessage || undefined };
}

/** The protocol's view of a breakpoint. */
export function toClient(context: AdapterContext, { id, enabled, resolution: { verified: isResolved, message: told, ...resolution } }: Breakpoint): DebugProtocol.Breakpoint {
  const { addresses, file, line } = resolution;
  // The protocol has no disabled breakpoints: those that the console has disabled stop nothing.
  const verified = isResolved && enabled;
  const message = isResolved && !enabled ? 'Disabled in the console ("enable").' : told;
  return {
    id, verified, message, reason: verified ? undefined : 'failed', line: line === undefined ? undefined : context.lineToClient(line),
    source: file === undefined ? undefined : sourceOf(context, file),
    instructionReference: addresses.length > 0 ? hexAddress(addresses[0]) : undefined,
  };
}

/** A function; or, since no function's name has a blank in it, "syscall openat close" and "catch syscall". */
function namedPlace(name: string): Pick<BreakpointSpec, 'location' | 'reason'> {
  const syscalls = /^\s*(?:catch\s+)?syscalls?(?:$|\s+([\s\S]*))/.exec(name);
  const isCatch = syscalls && (syscalls[1] !== undefined || name.trim().startsWith('catch'));
  return isCatch ? { location: syscallLocation(syscalls[1] ?? ''), reason: 'breakpoint' } : { location: { kind: 'function', name }, reason: 'function breakpoint' };
}

function withOrigin(context: AdapterContext, breakpoint: Breakpoint, source: DebugProtocol.Source): DebugProtocol.Breakpoint {
  const told = toClient(context, breakpoint);
  // The client knows the file by its own name for it.
  return { ...told, source: told.source && { ...told.source, path: source.path ?? told.source.path } };
}

export function programFile(context: AdapterContext, source: DebugProtocol.Source): string {
  const path = source.path ?? source.name ?? '';
  return context.loaded.sources.programFile(path) ?? path;
}

export const breakpoints: Topic = {
  capabilities: {
    supportsFunctionBreakpoints: true,
    supportsConditionalBreakpoints: true,
    supportsHitConditionalBreakpoints: true,
    supportsLogPoints: true,
    supportsInstructionBreakpoints: true,
    supportsBreakpointLocationsRequest: true,
  },
  handlers: {
    setBreakpoints(context, { source, breakpoints: wanted = [] }: DebugProtocol.SetBreakpointsArguments) {
      const file = programFile(context, source);
      const specs = wanted.map((wish): BreakpointSpec => ({ location: { kind: 'line', file, line: context.lineFromClient(wish.line) }, reason: 'breakpoint', ...conditions(wish) }));
      const made = context.session.breakpoints.replaceGroup(`source ${file}`, specs);
      return { breakpoints: made.map((breakpoint) => withOrigin(context, breakpoint, source)) };
    },

    setFunctionBreakpoints(context, { breakpoints: wanted }: DebugProtocol.SetFunctionBreakpointsArguments) {
      const specs = wanted.map((wish): BreakpointSpec => ({ ...namedPlace(wish.name), ...conditions(wish) }));
      return { breakpoints: context.session.breakpoints.replaceGroup('functions', specs).map((breakpoint) => toClient(context, breakpoint)) };
    },

    setInstructionBreakpoints(context, { breakpoints: wanted }: DebugProtocol.SetInstructionBreakpointsArguments) {
      const specs = wanted.map((wish): BreakpointSpec => ({
        location: { kind: 'address', address: parseReference(wish.instructionReference) + (wish.offset ?? 0) }, reason: 'instruction breakpoint', ...conditions(wish),
      }));
      return { breakpoints: context.session.breakpoints.replaceGroup('instructions', specs).map((breakpoint) => toClient(context, breakpoint)) };
    },

    breakpointLocations(context, { source, line, endLine = line }: DebugProtocol.BreakpointLocationsArguments) {
      const lines = context.session.image.lines.linesOf(programFile(context, source)).map((known) => context.lineToClient(known));
      return { breakpoints: lines.filter((candidate) => candidate >= line && candidate <= endLine).map((candidate) => ({ line: candidate })) };
    },
  },
};
