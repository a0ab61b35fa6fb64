/** Pages with decoded instructions. A write to one is caught, through whichever view of a shared page it comes. */
import { PAGE_SIZE } from '../api';
import type { RegionList } from './regions';
import type { Tlb } from './tlb';

export class CodePages {
  private readonly pages = new Set<number>();
  /** All of them lie between these: most pages that are asked for, heap and stacks, are told from code without a look into the set. */
  private lowest = Infinity;
  private highest = -Infinity;
  private written: number[] = [];
  /** Told when code on a page may have changed or gone. */
  onChange: (page: number) => void = () => undefined;

  constructor(private readonly regions: RegionList, private readonly tlb: Tlb) {}

  has(page: number): boolean { return page >= this.lowest && page <= this.highest && this.pages.has(page); }

  all(): number[] { return [...this.pages]; }

  /** Catches writes to the page from now on. */
  mark(page: number): void {
    if (this.pages.has(page)) return;
    this.markAll(this.regions.sameAs(page));
  }

  private markAll(views: readonly number[]): void {
    for (const view of views) {
      if (this.pages.has(view)) continue;
      this.pages.add(view);
      this.lowest = Math.min(this.lowest, view);
      this.highest = Math.max(this.highest, view);
      this.tlb.drop(view);
    }
  }

  /** Views may have come to pages with code. */
  markViews(): void {
    if (this.regions.hasShared) for (const page of this.all()) this.markAll(this.regions.sameAs(page));
  }

  drop(page: number): void { this.dropAll(this.regions.sameAs(page)); }

  dropAll(pages: readonly number[]): void {
    for (const page of pages) if (this.pages.delete(page)) this.onChange(page);
  }

  dropRange(start: number, end: number): void {
    if (this.pages.size === 0) return;
    if ((end - start) / PAGE_SIZE < this.pages.size) {
      for (let page = start; page < end; page += PAGE_SIZE) if (this.pages.has(page)) this.drop(page);
    } else {
      for (const page of this.all()) if (page >= start && page < end) this.drop(page);
    }
  }

  /** The instruction that runs alone writes to the page. */
  noteWrite(page: number): void { this.written.push(page); }

  /** Code pages that the instruction wrote to; they are no code pages any more. */
  takeWrites(): number[] {
    const pages = [...new Set(this.written)];
    this.written = [];
    for (const page of pages) this.drop(page);
    return pages;
  }
}
