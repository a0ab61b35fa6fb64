/** Watched ranges: which pages they lie on, and the accesses that one instruction makes to them. */
import type { WatchHit, Watchpoint } from '../api';
import { AccessKind } from './access-kind';

export class WatchList {
  private points: readonly Watchpoint[] = [];
  /** So many of them are in `byPage`. */
  private taken = 0;
  /** Page -> watchpoints on it. */
  private byPage = new Map<number, Watchpoint[]>();
  /** Hits of the instruction that is executing, by watchpoint and access; `after` is filled in when it is done. */
  private pending: { point: Watchpoint; hit: WatchHit }[] = [];

  /** The pages that are watched newly. A list that has only grown since it was set last costs no more than what is new. */
  set(points: readonly Watchpoint[]): ReadonlySet<number> {
    if (points !== this.points || points.length < this.taken) {
      this.byPage = new Map();
      this.points = points;
      this.taken = 0;
    }
    const pages = new Set<number>();
    for (; this.taken < points.length; this.taken++) {
      const point = points[this.taken];
      const end = point.start + Math.max(point.length, 1);
      for (let page = point.start - (point.start % 4096); page < end; page += 4096) {
        const list = this.byPage.get(page);
        if (list) list.push(point);
        else this.byPage.set(page, [point]);
        pages.add(page);
      }
    }
    return pages;
  }

  get isEmpty(): boolean {
    return this.points.length === 0;
  }

  hasPage(page: number): boolean {
    return this.byPage.size > 0 && this.byPage.has(page);
  }

  /** True if reads of the page have to be looked at one by one. */
  watchesReads(page: number): boolean {
    return this.byPage.size > 0 && (this.byPage.get(page)?.some((point) => point.read) ?? false);
  }

  /** Whether the access meets a watchpoint. Most of those to a watched page meet none, and there are millions of them. */
  isHit(page: number, address: number, size: number, kind: AccessKind): boolean {
    const points = this.byPage.get(page);
    if (points) for (let at = 0; at < points.length; at++) if (meets(points[at], address, size, kind)) return true;
    return false;
  }

  /** Notes the watchpoints that the access meets; `read` gives the bytes as they are before it. */
  note(page: number, address: number, size: number, kind: AccessKind, read: (start: number, length: number) => Uint8Array): void {
    for (const point of this.byPage.get(page) ?? []) {
      if (!meets(point, address, size, kind)) continue;
      const access = kind === AccessKind.read || !point.write ? 'read' : 'write';
      if (this.pending.some((other) => other.point === point && other.hit.access === access)) continue;
      const before = read(point.start, point.length);
      this.pending.push({ point, hit: { id: point.id, access, before, after: before } });
    }
  }

  /** The hits since the last call, with the bytes as they are now. */
  takeHits(read: (start: number, length: number) => Uint8Array): WatchHit[] {
    const hits = this.pending.map(({ point, hit }) => ({ ...hit, after: read(point.start, point.length) }));
    this.pending = [];
    return hits;
  }
}

function meets({ start, length, read, write }: Watchpoint, address: number, size: number, kind: AccessKind): boolean {
  return address < start + length && address + size > start && (kind === AccessKind.read ? read : write || (kind === AccessKind.modify && read));
}
