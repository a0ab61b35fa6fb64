/** The scheduler events of the active session, fetched as far as they are new; board and timeline share them. */
import { type EventsAnswer, type TimelineEvent, requests } from '../adapter/protocol';
import type { Sessions } from './session';

/** Events fetched per request, so that neither side holds one giant message. */
const PAGE = 50_000;

export class EventLog {
  private events: TimelineEvent[] = [];
  private session: string | undefined;
  private pending: Promise<void> | undefined;

  constructor(private readonly sessions: Sessions) {}

  /** All events known now, also those after a position in the past; undefined without a session. */
  async all(): Promise<readonly TimelineEvent[] | undefined> {
    // Two panels ask at the same stop: one after the other, the second finds nothing new.
    while (this.pending) await this.pending;
    this.pending = this.fetch().finally(() => { this.pending = undefined; });
    await this.pending;
    return this.session === undefined ? undefined : this.events;
  }

  private async fetch(): Promise<void> {
    const session = this.sessions.active?.id;
    if (session !== this.session) { this.session = session; this.events = []; }
    if (session === undefined) return;
    // In the past the known future stays; a new future has fewer events than we hold, or other ones.
    for (;;) {
      const answer = await this.sessions.request<EventsAnswer>(requests.events, { from: this.events.length, count: PAGE });
      if (!answer) return;
      if (answer.total < this.events.length) { this.events = []; continue; }
      this.events = this.events.concat(answer.events);
      if (answer.events.length < PAGE) return;
    }
  }
}
