/**
 * Accesses of a region near each other, from one base: their page is looked up in the TLB once, with the first of them; the
 * others find its host address in a local. Go's code has most of its accesses in stack frames and small objects.
 *
 * A place is what a register held at some point (an anchor) plus a constant, or a fixed address. How far a group reaches is
 * known when all of its accesses have been emitted: the constants that depend on it are filled in at the end
 * (wasm/byte-writer.ts, Late).
 */
import { TLB, TLB_WRITE_TAG } from '../layout';
import { AccessKind } from '../memory/access-kind';
import { Late } from '../wasm/byte-writer';
import type { FunctionBuilder } from '../wasm/function-builder';

export interface Place { readonly anchor: number; readonly offset: number }

/** The anchor of what has a fixed address: as if of a register that holds 0. */
const GLOBALS = 0;

/** Bytes that a group spans at most: the longer, the likelier it lies in two pages, and is then looked up access by access. */
const REACH = 512;

export class PageGroup {
  private low: number;
  private high: number;
  private writes = false;

  /**
   * `host`: i32 local with the host address of the group's lowest byte; 0 while a `careful` group cannot be served as one, and its
   * accesses have to look for themselves.
   */
  constructor(readonly host: number, readonly anchor: number, offset: number, size: number, readonly careful: boolean) {
    this.low = offset;
    this.high = offset + size - 1;
  }

  /** Takes an access in; false if the group would get too long. */
  include(offset: number, size: number, kind: AccessKind): boolean {
    const low = Math.min(this.low, offset), high = Math.max(this.high, offset + size - 1);
    if (high - low >= REACH) return false;
    this.low = low;
    this.high = high;
    if (kind !== AccessKind.read) this.writes = true;
    return true;
  }

  /** Distances from an access at `offset` to the group's first and last byte. */
  toLow(offset: number): Late { return new Late(() => this.low - offset); }
  toHigh(offset: number): Late { return new Late(() => this.high - offset); }
  /** Distance from the group's first byte. */
  fromLow(offset: number): Late { return new Late(() => offset - this.low); }
  /** Offset of the tag that the page has to have. */
  readonly tag = new Late(() => (this.writes ? TLB + TLB_WRITE_TAG : TLB));
}

/** What is known at a point of the code; block by block handed on to the only successor that cannot be reached otherwise. */
export interface Anchored { readonly anchors: ReadonlyMap<number, Place>; readonly groups: readonly PageGroup[] }

export class PageGroups {
  private anchors: ReadonlyMap<number, Place> = new Map();
  private groups: readonly PageGroup[] = [];
  /** True while others may have what is in `anchors` and in `groups`: they are copied before they change. */
  private anchorsShared = false;
  private groupsShared = false;
  /** Locals that groups of blocks which do not follow each other share. */
  private readonly locals: number[] = [];
  private lastAnchor = 0;

  constructor(private readonly fn: FunctionBuilder) {}

  /** Starts a block: with what is known at the end of the only way to it, or with nothing. */
  begin(known: Anchored | undefined): void {
    this.anchors = known?.anchors ?? new Map<number, Place>();
    this.groups = known?.groups ?? [];
    this.anchorsShared = this.groupsShared = known !== undefined;
  }

  get known(): Anchored {
    this.anchorsShared = this.groupsShared = true;
    return { anchors: this.anchors, groups: this.groups };
  }

  private ownAnchors(): Map<number, Place> {
    if (this.anchorsShared) this.anchors = new Map(this.anchors);
    this.anchorsShared = false;
    return this.anchors as Map<number, Place>;
  }

  private ownGroups(): PageGroup[] {
    if (this.groupsShared) this.groups = [...this.groups];
    this.groupsShared = false;
    return this.groups as PageGroup[];
  }

  placeOf(register: number): Place {
    let place = this.anchors.get(register);
    if (!place) this.ownAnchors().set(register, (place = { anchor: ++this.lastAnchor, offset: 0 }));
    return place;
  }

  /** The place of an address that does not depend on a register: of a global. */
  placeAt(address: number): Place {
    return { anchor: GLOBALS, offset: address };
  }

  /** The register holds what is at `place` from now on; without a place something new. */
  assign(register: number, place: Place | undefined): void {
    if (place) this.ownAnchors().set(register, place);
    else if (this.anchors.has(register)) this.ownAnchors().delete(register);
  }

  /** Goes on where paths from `before` meet: registers that one of them has changed hold something new. */
  join(before: Anchored, paths: readonly Anchored[]): void {
    this.begin(before);
    for (const [register, place] of before.anchors) {
      const same = (path: Anchored): boolean => path.anchors.get(register)?.anchor === place.anchor && path.anchors.get(register)?.offset === place.offset;
      if (!paths.every(same)) this.ownAnchors().delete(register);
    }
  }

  /** The open group that can take the access in; undefined if there is none. */
  find(place: Place, size: number, kind: AccessKind): PageGroup | undefined {
    return this.groups.find((group) => group.anchor === place.anchor && group.include(place.offset, size, kind));
  }

  open(place: Place, size: number, kind: AccessKind, careful: boolean): PageGroup {
    const used = this.groups.length;
    if (used === this.locals.length) this.locals.push(this.fn.newLocal('i32'));
    const group = new PageGroup(this.locals[used], place.anchor, place.offset, size, careful);
    group.include(place.offset, size, kind);
    this.ownGroups().push(group);
    return group;
  }
}
