/** The mapped regions of an address space: a sorted list, neighbours with equal attributes merged. */
import type { Region } from '../api';

export class RegionList {
  private list: Region[] = [];
  private last: Region | undefined;
  /** Some region shows shared pages. */
  hasShared = false;

  /** Index of the first region that ends above `address`. */
  private indexAbove(address: number): number {
    let low = 0, high = this.list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.list[middle].end > address) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  at(address: number): Region | undefined {
    const last = this.last;
    if (last && address >= last.start && address < last.end) return last;
    const region = this.list[this.indexAbove(address)];
    if (!region || region.start > address) return undefined;
    return (this.last = region);
  }

  /** Replaces [start, end) by what `change` makes of each region in it; a gap gives undefined. */
  private replace(start: number, end: number, change: (region: Region) => Region[]): void {
    const from = this.indexAbove(start);
    let to = from;
    const pieces: Region[] = [];
    for (; to < this.list.length && this.list[to].start < end; to++) {
      const region = this.list[to];
      if (region.start < start) pieces.push({ ...region, end: start });
      pieces.push(...change({ ...region, start: Math.max(region.start, start), end: Math.min(region.end, end) }));
      if (region.end > end) pieces.push({ ...region, start: end });
    }
    this.splice(from, to - from, pieces);
  }

  private splice(at: number, count: number, pieces: Region[]): void {
    // The neighbours take part, so that equal ones are merged.
    const from = Math.max(at - 1, 0);
    const to = Math.min(at + count + 1, this.list.length);
    const all = [...this.list.slice(from, at), ...pieces, ...this.list.slice(at + count, to)];
    const merged: Region[] = [];
    for (const piece of all) {
      const before = merged[merged.length - 1];
      if (before && before.end === piece.start && before.prot === piece.prot && before.name === piece.name && before.toHome === piece.toHome && before.private === piece.private) merged[merged.length - 1] = { ...before, end: piece.end };
      else merged.push(piece);
    }
    this.list.splice(from, to - from, ...merged);
    this.last = undefined;
    if (this.hasShared || merged.some((region) => region.toHome !== undefined)) this.lookForShared();
  }

  private lookForShared(): void { this.hasShared = this.list.some((region) => region.toHome !== undefined); }

  /** Home addresses of the shared pages in [start, end), by ranges. */
  homes(start: number, end: number): { start: number; end: number }[] {
    if (!this.hasShared) return [];
    return this.list.flatMap(({ toHome, ...region }) => {
      if (toHome === undefined || region.end <= start || region.start >= end) return [];
      return [{ start: Math.max(region.start, start) + toHome, end: Math.min(region.end, end) + toHome }];
    });
  }

  /** The pages that change with this one: it, and what else shows the same shared page. */
  sameAs(page: number): readonly number[] {
    const toHome = this.hasShared ? this.at(page)?.toHome : undefined;
    return toHome === undefined ? [page] : this.viewsOf(page + toHome);
  }

  /** All pages that show the shared page at `home`. */
  viewsOf(home: number): number[] {
    return this.list.flatMap(({ start, end, toHome }) => (toHome !== undefined && home - toHome >= start && home - toHome < end ? [home - toHome] : []));
  }

  remove(start: number, end: number): void {
    this.replace(start, end, () => []);
  }

  add(region: Region): void {
    this.remove(region.start, region.end);
    this.splice(this.indexAbove(region.start), 0, [region]);
  }

  protect(start: number, end: number, prot: number): void {
    this.replace(start, end, (region) => [{ ...region, prot }]);
  }

  /** True if every page of the range is mapped. */
  covers(start: number, end: number): boolean {
    let at = start;
    for (let i = this.indexAbove(start); i < this.list.length && at < end; i++) {
      if (this.list[i].start > at) return false;
      at = this.list[i].end;
    }
    return at >= end;
  }

  isFree(start: number, end: number): boolean {
    const next = this.list[this.indexAbove(start)];
    return !next || next.start >= end;
  }

  findFree(from: number, length: number, limit: number): number | undefined {
    let at = from;
    for (let i = this.indexAbove(from); i < this.list.length; i++) {
      if (this.list[i].start - at >= length) break;
      at = Math.max(at, this.list[i].end);
    }
    return at + length <= limit ? at : undefined;
  }

  all(): Region[] {
    return this.list.map((region) => ({ ...region }));
  }

  /** The list as it is; regions are replaced, never changed, so it may be kept. */
  snapshot(): readonly Region[] {
    return this.list.slice();
  }

  restore(snapshot: readonly Region[]): void {
    this.list = snapshot.slice();
    this.last = undefined;
    this.lookForShared();
  }
}
