/** Which P and G each M has: a P's lane says "running · M2", an M's lane "G1", "G1 syscall", "P0" (on g0 with a P), or nothing. */
export class Owners {
  private readonly ms = new Map<string, { p: string; g: string }>();
  private readonly lastM = new Map<string, string>();
  private readonly status = new Map<string, string>();
  /** the M that has each goroutine */
  private readonly mOf = new Map<string, string>();

  thread(kind: 'm-p' | 'm-curg' | 'm-created', m: string, to: string): void {
    const known = this.ms.get(m) ?? { p: '', g: '' };
    if (kind === 'm-p') known.p = /^P\d+$/.test(to) ? to : '';
    if (kind === 'm-curg') {
      if (this.mOf.get(known.g) === m) this.mOf.delete(known.g);
      known.g = /^G\d+$/.test(to) ? to : '';
      if (known.g) this.mOf.set(known.g, m);
    }
    if (known.p) this.lastM.set(known.p, m);
    this.ms.set(m, known);
  }

  /** A P's state with the M that has it, or left it for a syscall: a handoff shows as another M. */
  processor(p: string, status: string): string {
    const m = this.lastM.get(p);
    return m && (status === 'running' || status === 'syscall') ? `${status} · ${m}` : status;
  }

  /** Notes the status; the M that has the goroutine. */
  goroutine(g: string, to: string): string | undefined {
    this.status.set(g, to);
    return this.mOf.get(g);
  }

  state(m: string): string {
    const { p, g } = this.ms.get(m) ?? { p: '', g: '' };
    return g ? `${g}${this.status.get(g) === 'syscall' ? ' syscall' : ''}` : p || '-';
  }
}
