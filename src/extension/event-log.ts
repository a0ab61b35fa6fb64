/** The scheduler events of the active session, fetched as far as they are new; board and timeline share them. */
import { type EventsAnswer, type TimelineEvent, requests } from '../adapter/protocol';
import type { Sessions } from './session';

/** Events fetched per request, so that neither side holds one giant message. */
const PAGE = 50_000;

/** All events known; they only grow within a generation. Another one (a new session, a new future) has other events. */
export interface KnownEvents { readonly events: readonly TimelineEvent[]; readonly generation: number }

export class EventLog {
  private events: TimelineEvent[] = [];
  private generation = 0;
  private session: string | undefined;
  /** of the adapter's history */
  private version: number | undefined;
  private pending: Promise<void> | undefined;

  constructor(private readonly sessions: Sessions) {}

  /** All events known now, also those after a position in the past; undefined without a session. */
  async all(): Promise<KnownEvents | undefined> {
    // Two panels ask at the same stop: one after the other, the second finds nothing new.
    while (this.pending) await this.pending;
    this.pending = this.fetch().finally(() => { this.pending = undefined; });
    await this.pending;
    return this.session === undefined ? undefined : { events: this.events, generation: this.generation };
  }

  private forget(): void { this.events = []; this.generation++; }

  private async fetch(): Promise<void> {
    const session = this.sessions.active?.id;
    if (session !== this.session) { this.session = session; this.version = undefined; this.forget(); }
    if (session === undefined) return;
    // In the past the known future stays.
    for (;;) {
      const answer = await this.sessions.request<EventsAnswer>(requests.events, { from: this.events.length, count: PAGE });
      if (!answer || this.sessions.active?.id !== session) return;
      if (answer.version !== this.version) {
        const isUsable = this.events.length === 0;
        this.forget();
        this.version = answer.version;
        if (!isUsable) continue;
      }
      for (const event of answer.events) this.events.push(event);
      if (answer.events.length < PAGE) return;
    }
  }
}
