/** The part of the timeline in sight: it never leaves what there is to see. No DOM in here. */
import { GAP, LANE, MARGIN } from './layout';

/** Narrowest window: an instruction is a nanosecond wide there, and has many pixels. */
const LEAST_NS = 20;
/** Where in the window the present goes when the window follows it. */
const FOLLOW = 0.85;

export interface Bounds { readonly startNs: number; readonly endNs: number }

export class Viewport {
  from = 0;
  to = 1;
  /** Pixels of lanes above the window. */
  scroll = 0;

  /** The whole timeline is in sight. */
  shows({ startNs, endNs }: Bounds): boolean { return this.from <= startNs && this.to >= endNs; }

  /** All of it, with a margin behind the end. */
  fit(bounds: Bounds): void {
    this.from = bounds.startNs;
    this.to = limitOf(bounds);
  }

  /** `factor` below 1: nearer; the instant `at` stays where it is, as far as the bounds allow. */
  zoom(factor: number, at: number, bounds: Bounds): void {
    const width = Math.max(LEAST_NS, (this.to - this.from) * factor);
    this.place(at - ((at - this.from) / (this.to - this.from)) * width, width, bounds);
  }

  /** By a share of the window's width; positive: to later times. */
  pan(share: number, bounds: Bounds): void {
    const width = this.to - this.from;
    this.place(this.from + share * width, width, bounds);
  }

  /** Brings an instant into sight; the width stays. */
  reveal(ns: number, bounds: Bounds, share = 0.5): void {
    const width = this.to - this.from;
    if (ns < this.from || ns > this.to) this.place(ns - share * width, width, bounds);
  }

  /** The program went on: what was all in sight stays so, and who saw the present sees the new one. */
  follow(before: Bounds & { readonly nowNs: number }, bounds: Bounds & { readonly nowNs: number }): void {
    if (this.shows(before)) this.fit(bounds);
    else if (before.nowNs >= this.from && before.nowNs <= this.to) this.reveal(bounds.nowNs, bounds, FOLLOW);
    else this.pan(0, bounds);
  }

  /** Lanes `height` pixels of which are in sight, from `scroll` on. */
  scrollTo(scroll: number, lanes: number, height: number): void {
    this.scroll = Math.max(0, Math.min(scroll, lanes * (LANE + GAP) - height));
  }

  private place(from: number, width: number, bounds: Bounds): void {
    const limit = limitOf(bounds);
    const most = Math.max(LEAST_NS, limit - bounds.startNs);
    const shown = Math.min(width, most);
    this.from = Math.max(bounds.startNs, Math.min(from, limit - shown));
    this.to = this.from + shown;
  }
}

const limitOf = ({ startNs, endNs }: Bounds): number => startNs + Math.max(1, endNs - startNs) * (1 + MARGIN);
