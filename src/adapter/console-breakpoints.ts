import type { Breakpoint } from '../debugger/breakpoints/types';
import type { AdapterContext } from './context';
import { toClient } from './requests/breakpoints';

/** What can stand in an editor's margin. A temporary one is gone before anybody looks. */
function isShown({ spec, resolution }: Breakpoint): boolean { return !spec.temporary && resolution.verified && resolution.file !== undefined && resolution.line !== undefined; }

/** Carries out `change` (commands of the console) and tells the client which breakpoints have come, gone or changed by it. */
export function tellingBreakpoints<T>(context: AdapterContext, change: () => T): T {
  const table = context.session.breakpoints;
  const before = new Map(table.all().map((breakpoint) => [breakpoint.id, breakpoint]));
  const { version } = table;
  try {
    return change();
  } finally {
    // A quick way out: most commands change none.
    if (table.version !== version) tell(context, before);
  }
}

function tell(context: AdapterContext, before: Map<number, Breakpoint>): void {
  const event = (reason: 'new' | 'removed', breakpoint: Breakpoint): void => context.protocol.event('breakpoint', { reason, breakpoint: toClient(context, breakpoint) });
  for (const breakpoint of context.session.breakpoints.all()) {
    if (!before.delete(breakpoint.id) && isShown(breakpoint)) event('new', breakpoint);
  }
  for (const breakpoint of before.values()) if (!breakpoint.spec.temporary) event('removed', breakpoint);
}
