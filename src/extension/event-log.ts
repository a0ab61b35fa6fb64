/** The scheduler events of the active session, fetched as far as they are new; board and timeline share them. */
import { type EventsAnswer, requests } from '../adapter/protocol';
import { EventTable } from '../debugger/trace/event-table';
import type { Sessions } from './session';

/** Events fetched per request, so that neither side holds one giant message. */
const PAGE = 20_000;

/** All events known; they only grow within a generation. Another one (a new session, a new future) has other events. */
export interface KnownEvents { readonly events: EventTable; readonly generation: number; /** what is left out; empty: nothing */ readonly note: string }

export class EventLog {
  private readonly events = new EventTable();
  /** Of what is known at this moment. */
  generation = 0;
  private note = '';
  private session: string | undefined;
  /** of the adapter's history */
  private version: number | undefined;
  private pending: Promise<void> | undefined;

  constructor(private readonly sessions: Pick<Sessions, 'active' | 'request'>) {}

  /** All events known now, also those after a position in the past; undefined without a session. */
  async all(): Promise<KnownEvents | undefined> {
    // Two panels ask at the same stop: one after the other, the second finds nothing new.
    while (this.pending) await this.pending.catch(() => undefined);
    this.pending = this.fetch().finally(() => { this.pending = undefined; });
    await this.pending;
    return this.session === undefined ? undefined : { events: this.events, generation: this.generation, note: this.note };
  }

  private forget(): void {
    this.events.clear();
    this.generation++;
    this.note = '';
  }

  private async fetch(): Promise<void> {
    const session = this.sessions.active?.id;
    if (session !== this.session) { this.session = session; this.version = undefined; this.forget(); }
    if (session === undefined) return;
    // In the past the known future stays.
    for (;;) {
      const from = this.events.length;
      const answer = await this.sessions.request<EventsAnswer>(requests.events, { from, count: PAGE });
      if (!answer || this.sessions.active?.id !== session) return;
      if (answer.version !== this.version) {
        this.forget();
        this.version = answer.version;
        if (from > 0) continue;
      }
      this.events.add(answer.page);
      this.note = noteOf(answer);
      if (this.events.length >= answer.total) return;
    }
  }
}

function noteOf({ goroutines: { traced, all }, full, total }: EventsAnswer): string {
  return [
    all > traced ? `Of ${all.toLocaleString('en')} goroutines the first ${traced.toLocaleString('en')} are traced.` : '',
    full ? `Only the first ${total.toLocaleString('en')} events are kept.` : '',
  ].filter(Boolean).join(' ');
}
