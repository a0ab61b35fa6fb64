/** The scheduler events of the active session, fetched as far as they are new; board and timeline share them. */
import { type EventsAnswer, requests } from '../adapter/protocol';
import { EventTable } from '../debugger/trace/event-table';
import { Latest } from './latest';
import type { Sessions } from './session';

/** Events fetched per request, so that neither side holds one giant message. */
const PAGE = 20_000;
/** Between two parts of the past (ms): as often as that what follows shows more. Other requests get in between sooner. */
const PART_MS = 1000;

/** All events known; they only grow within a generation. Another one (a new session, a new future) has other events. */
export interface KnownEvents {
  readonly events: EventTable;
  readonly generation: number;
  /** what is left out; empty: nothing */
  readonly note: string;
  /** how much of the past has been read, 0 to 1; undefined: all */
  readonly progress: number | undefined;
}

export class EventLog {
  private readonly events = new EventTable();
  private generation = 0;
  private note = '';
  private progress: number | undefined;
  private session: string | undefined;
  /** of the adapter's history */
  private version: number | undefined;
  private readonly followers = new Set<() => void>();
  private readonly reads = new Latest(() => this.fetch());

  constructor(private readonly sessions: Pick<Sessions, 'active' | 'request'>) {}

  /** What is known of the active session, also what comes after a position in the past; undefined without a session. */
  get known(): KnownEvents | undefined {
    const { events, generation, note, progress, session } = this;
    return session === undefined || session !== this.sessions.active?.id ? undefined : { events, generation, note, progress };
  }

  /** `heard` is called when more is known, until what is returned is called. */
  follow(heard: () => void): () => void {
    this.followers.add(heard);
    return () => { this.followers.delete(heard); };
  }

  /**
   * Fetches what is not known yet, in parts, as long as somebody follows; those hear of each part, and of the end. Over when what
   * had happened before the call is known. @throws what the request throws
   */
  read(): Promise<void> { return this.reads.run(); }

  private forget(): void {
    this.events.clear();
    this.generation++;
    this.note = '';
    this.progress = undefined;
  }

  private async fetch(): Promise<void> {
    const session = this.sessions.active?.id;
    if (session !== this.session) { this.session = session; this.version = undefined; this.forget(); }
    while (session !== undefined && this.followers.size > 0) {
      const from = this.events.length;
      // In the past the known future stays.
      const answer = await this.sessions.request<EventsAnswer>(requests.events, { from, count: PAGE, withinMs: PART_MS });
      if (!answer || this.sessions.active?.id !== session) return;
      const isAnother = answer.version !== this.version;
      if (isAnother) {
        this.forget();
        this.version = answer.version;
        if (from > 0) continue;
      }
      this.events.add(answer.page);
      const before = this.progress;
      this.progress = answer.progress;
      this.note = noteOf(answer);
      for (const heard of [...this.followers]) heard();
      // Without progress the program runs: the next stop goes on.
      const isAll = this.events.length >= answer.total;
      if (isAll && (answer.progress === undefined || (!isAnother && answer.progress === before && this.events.length === from))) return;
    }
  }
}

function noteOf({ goroutines: { traced, all }, full, total }: EventsAnswer): string {
  return [
    all > traced ? `Of ${all.toLocaleString('en')} goroutines the first ${traced.toLocaleString('en')} are traced.` : '',
    full ? `Only the first ${total.toLocaleString('en')} events are kept.` : '',
  ].filter(Boolean).join(' ');
}
