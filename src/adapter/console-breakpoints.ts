import type { Breakpoint } from '../debugger/breakpoints/types';
import type { AdapterContext } from './context';
import { toClient } from './requests/breakpoints';

/** What can stand in an editor's margin. A temporary one is gone before anybody looks. */
function isShown({ spec, resolution }: Breakpoint): boolean { return !spec.temporary && resolution.verified && resolution.file !== undefined && resolution.line !== undefined; }

/** Carries out `change` (commands of the console) and tells the client which breakpoints have come, gone or changed by it. */
export function tellingBreakpoints<T>(context: AdapterContext, change: () => T): T {
  const table = context.session.breakpoints;
  const before = new Map(table.all().map((breakpoint) => [breakpoint.id, { breakpoint, state: stateOf(breakpoint) }]));
  const { version } = table;
  try {
    return change();
  } finally {
    // A quick way out: most commands change none.
    if (table.version !== version) tell(context, before);
  }
}

/** What the console can change of a breakpoint that the client shows. */
function stateOf({ enabled, spec: { condition }, resolution: { verified } }: Breakpoint): string { return JSON.stringify([enabled, verified, condition]); }

function tell(context: AdapterContext, before: Map<number, { breakpoint: Breakpoint; state: string }>): void {
  const event = (reason: 'new' | 'changed' | 'removed', breakpoint: Breakpoint): void => context.protocol.event('breakpoint', { reason, breakpoint: toClient(context, breakpoint) });
  for (const breakpoint of context.session.breakpoints.all()) {
    const old = before.get(breakpoint.id);
    before.delete(breakpoint.id);
    if (!old ? isShown(breakpoint) : old.state !== stateOf(breakpoint)) event(old ? 'changed' : 'new', breakpoint);
  }
  for (const { breakpoint } of before.values()) if (!breakpoint.spec.temporary) event('removed', breakpoint);
}
