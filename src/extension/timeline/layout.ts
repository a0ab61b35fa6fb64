/** Measures of the timeline in pixels, and what follows from them. No DOM in here. */
export const LANE = 22;
export const GAP = 4;
export const AXIS = 30;
/** Width of the lanes' names: with goroutines' functions where there is room. */
export const NARROW = 44;
export const WIDE = 116;
const ROOM = 480;
/** Share of the width left free behind the last event, so that the present is not the window's edge. */
export const MARGIN = 0.03;
/** Pixels around an event's begin where a click means the event. */
export const SLACK = 4;

/** Width of the lanes' names on a canvas of this width. */
export const gutterOf = (width: number): number => (width >= ROOM ? WIDE : NARROW);

/** An arrow from one lane to another at an instant: heights of its ends, and where it stands. */
export interface Arrow { x: number; fromY: number; toY: number }

/** Arrows closer than this cannot be told apart. */
const APART = 9;
/** A distance that is meant to be APART may be this much less in numbers. */
const ROUNDING = 1e-6;
/** Arrows of one instant that are set side by side: more would point to other instants. */
const MOST_BESIDE = 6;
/** Pixels of the window's width for each arrow: with more of them none can be followed, and notches take their place. */
export const ARROW_ROOM = 12;

/** Arrows that would lie over each other stand side by side, in the order of their instants, as long as they stay near these. */
export function spread(arrows: readonly Arrow[]): Arrow[] {
  const placed: Arrow[] = [];
  const spans = (one: Arrow, other: Arrow): boolean => Math.min(one.fromY, one.toY) < Math.max(other.fromY, other.toY) && Math.min(other.fromY, other.toY) < Math.max(one.fromY, one.toY);
  for (const arrow of [...arrows].sort((a, b) => a.x - b.x)) {
    const most = arrow.x + MOST_BESIDE * APART;
    const inTheWay = (x: number): Arrow | undefined => placed.find((other) => Math.abs(other.x - x) < APART - ROUNDING && spans(other, arrow));
    let { x } = arrow;
    for (let other = inTheWay(x); other && x < most; other = inTheWay(x)) x = other.x + APART;
    placed.push({ ...arrow, x: Math.min(x, most) });
  }
  return placed;
}

/** Free pixels on both sides of a label. */
const AIR = 5;

/** Where a label of this width stands in a bar whose middle is at `y`, so that no arrow crosses it; undefined: there is no room. */
export function placeOfLabel(bar: { from: number; to: number; y: number }, width: number, arrows: readonly Arrow[]): number | undefined {
  let left = bar.from + AIR;
  if (left + width + AIR > bar.to) return undefined;
  for (const { x, fromY, toY } of arrows) {
    const isAcross = Math.min(fromY, toY) - AIR < bar.y && bar.y < Math.max(fromY, toY) + AIR;
    if (isAcross && x + AIR > left && x - AIR < left + width) left = x + AIR + 2;
  }
  return left + width + AIR > bar.to ? undefined : left;
}
