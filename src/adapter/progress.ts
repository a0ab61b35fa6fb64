import type { AdapterContext } from './context';

/** Before that long (ms) a client is not bothered. */
const PATIENCE_MS = 500;
const BETWEEN_MS = 200;
let next = 1;

/** Tells the client how far something long is, if it wants to know. */
export class Progress {
  readonly id = `gosched-${next++}`;
  private readonly begun: number;
  private told: number | undefined;

  /** `requestId`: the request that can be cancelled to end it. */
  constructor(private readonly context: AdapterContext, private readonly title: string, private readonly requestId?: number) { this.begun = context.host.now(); }

  /** For what cannot tell how far it is: the client decides when to show it. */
  begin(): void {
    const { context, id: progressId } = this;
    if (!context.client.supportsProgressReporting) return;
    context.protocol.event('progressStart', { progressId, title: this.title, requestId: this.requestId, cancellable: true });
    this.told = context.host.now();
  }

  /** `part`: 0 to 1 */
  report(part: number): void {
    const { context, id: progressId } = this;
    if (!context.client.supportsProgressReporting) return;
    const now = context.host.now();
    if (now - (this.told ?? this.begun) < (this.told === undefined ? PATIENCE_MS : BETWEEN_MS)) return;
    const percentage = Math.round(Math.min(1, Math.max(0, part)) * 100);
    if (this.told === undefined) context.protocol.event('progressStart', { progressId, title: this.title, requestId: this.requestId, cancellable: true, percentage });
    else context.protocol.event('progressUpdate', { progressId, percentage });
    this.told = now;
  }

  end(): void {
    if (this.told !== undefined) this.context.protocol.event('progressEnd', { progressId: this.id });
    this.told = undefined;
  }
}
