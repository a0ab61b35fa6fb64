/** Work that always does the same for what is so now: of many calls while it runs, one more run serves all. */
export class Latest {
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(private readonly work: () => Promise<void>) {}

  /** Over when a run has ended that began after the call. @throws what the work throws */
  run(): Promise<void> {
    if (!this.running) return this.begin();
    // It runs anew whatever became of the run before.
    this.next ??= this.running.catch(() => undefined).then(() => {
      this.next = undefined;
      return this.begin();
    });
    return this.next;
  }

  private begin(): Promise<void> {
    this.running = this.work().finally(() => { this.running = undefined; });
    return this.running;
  }
}
