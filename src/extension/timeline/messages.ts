/** What the timeline's panel and its webview tell each other. */
import type { SeekArguments } from '../../adapter/protocol';
import type { EventColumns } from '../../debugger/trace/event-table';

/** The next message goes when the last one has arrived. */
export const EVENTS_PER_MESSAGE = 20_000;

export type ToWebview =
  /** The session has ended. */
  | { type: 'ended' }
  /** Events that follow those told before, or (`anew`) are the first ones. */
  | { type: 'events'; anew: boolean; page: EventColumns }
  /** All events are told; where the program stands. `stops`: where it stopped, as far as not told before; `note`: what is left out */
  | { type: 'now'; endNs: number; nowNs: number; past: boolean; stops: number[]; note: string };

export type FromWebview = { type: 'ready' } | { type: 'travel'; to: SeekArguments };
