/** Draws the timeline's window on a canvas. Work is bounded by the pixels. Runs inside the webview. */
import { formatInstant, formatNs } from '../duration';
import { type Arrow, ARROW_ROOM, AXIS, GAP, gutterOf, LANE, placeOfLabel, spread, WIDE } from './layout';
import { countBetween, type Marks, marksBetween } from './marks';
import { type Lane, type Strip, stripsOf, type Timeline } from './model';
import type { Palette } from './palette';
import { PixelRows } from './pixels';
import type { Viewport } from './viewport';

/** Marks closer to each other than this are drawn as one. */
const APART = 3;
const PITCH = LANE + GAP;
/** Rows of pixels for each lane: what fills it, what is thin, and the line along its edge. */
const [BAR, THIN, RIBBON, ROWS] = [0, 1, 2, 3];
/** Opacity of lanes where nothing happens. */
const FAINT = 0.7;
const IDLE: ReadonlySet<string> = new Set(['waiting', 'idle', '-', 'dead']);

/** What an empty timeline says. */
export const EMPTY = 'The timeline fills when a debug session stops.';

interface NotchedLane { readonly ns: Float64Array; readonly color: string }

/** What is drawn. */
export interface Scene {
  readonly timeline: Timeline;
  readonly view: Viewport;
  readonly nowNs: number;
  readonly past: boolean;
  /** virtual times, ascending */
  readonly stops: Float64Array;
  readonly cursor: { lane: number; ns: number } | undefined;
}

export class Painter {
  /** Of each state's name: measuring takes longer than drawing. */
  private readonly widths = new Map<string, number>();
  private font = '';
  private readonly rows = new PixelRows();
  private readonly context: CanvasRenderingContext2D;
  private scene!: Scene;
  private gutter = 0;
  private usable = 1;
  private height = 0;

  constructor(private readonly canvas: HTMLCanvasElement, private readonly palette: Palette) { this.context = canvas.getContext('2d')!; }

  /** @returns handoffs in sight that are too many to be drawn as arrows; 0 if they are */
  paint(scene: Scene): number {
    const { canvas, context } = this;
    this.scene = scene;
    this.fitCanvas();
    const { clientWidth: width, clientHeight: height } = canvas;
    this.height = height;
    this.gutter = gutterOf(width);
    this.usable = Math.max(1, width - this.gutter);
    context.clearRect(0, 0, width, height);
    this.useFont();
    if (scene.timeline.lanes.length === 0) {
      this.nothing();
      return 0;
    }
    this.axis();
    const crowd = this.countHandoffs();
    const isCrowded = crowd > this.usable / ARROW_ROOM;
    const arrows = isCrowded ? [] : this.arrows();
    context.save();
    context.beginPath();
    context.rect(0, AXIS, width, height - AXIS);
    context.clip();
    const ribbons = new Map<number, NotchedLane[]>();
    const notches = this.notched(scene.timeline.marks.yields, this.palette.of('charts-red', '#f14c4c'), ribbons);
    if (isCrowded) notches.push(...this.notched(scene.timeline.marks.handoffs, this.palette.of('foreground', '#888'), ribbons));
    this.lanes(arrows, ribbons);
    for (const draw of notches) draw();
    for (const arrow of arrows) this.arrow(arrow);
    context.restore();
    this.moments();
    return isCrowded ? crowd : 0;
  }

  private fitCanvas(): void {
    const { canvas, context } = this;
    const ratio = devicePixelRatio || 1;
    const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  private useFont(): void {
    const font = `12px ${this.palette.of('font-family', 'sans-serif')}`;
    if (font !== this.font) this.widths.clear();
    this.context.font = this.font = font;
    this.context.textBaseline = 'middle';
  }

  private widthOf(text: string): number {
    let width = this.widths.get(text);
    if (width === undefined) this.widths.set(text, width = this.context.measureText(text).width);
    return width;
  }

  private readonly x = (ns: number): number => this.gutter + ((ns - this.scene.view.from) / (this.scene.view.to - this.scene.view.from)) * this.usable;
  /** Top of a lane by its index. */
  private readonly y = (index: number): number => AXIS + index * PITCH - this.scene.view.scroll;

  private lanes(arrows: readonly Arrow[], notched: ReadonlyMap<number, readonly NotchedLane[]>): void {
    const { context, palette, gutter, usable, rows, scene: { timeline: { lanes }, view, cursor } } = this;
    const first = Math.floor(view.scroll / PITCH);
    const end = Math.min(lanes.length, Math.ceil((view.scroll + this.height - AXIS) / PITCH));
    const labels: (() => void)[] = [];
    rows.begin(Math.floor(usable), Math.max(1, ROWS * (end - first)));
    for (let index = first; index < end; index++) labels.push(this.lane(lanes[index], ROWS * (index - first), this.y(index), arrows));
    for (let index = first; index < end; index++) for (const { ns, color } of notched.get(index) ?? []) this.ribbon(ns, color, ROWS * (index - first) + RIBBON);
    rows.end();
    context.imageSmoothingEnabled = false;
    for (let index = first; index < end; index++) {
      const [row, y] = [ROWS * (index - first), this.y(index)];
      if (index > 0 && lanes[index - 1].kind !== lanes[index].kind) {
        context.fillStyle = palette.of('panel-border', '#8884');
        context.fillRect(0, y - GAP / 2 - 0.5, gutter + usable, 1);
      }
      rows.draw(context, row + BAR, gutter, y, LANE);
      rows.draw(context, row + THIN, gutter, y + LANE / 2 - 2, 4);
      rows.draw(context, row + RIBBON, gutter, y, 3);
      this.name(lanes[index].name, y + LANE / 2);
      labels[index - first]();
      if (cursor?.lane !== index) continue;
      context.strokeStyle = palette.of('focusBorder', '#007fd4');
      context.lineWidth = 2;
      context.strokeRect(gutter - 1, y - 1, usable, LANE + 2);
    }
  }

  /** Fills a lane's rows; what is returned writes the states into those bars that have room. */
  private lane(lane: Lane, row: number, y: number, arrows: readonly Arrow[]): () => void {
    const { context, palette, gutter, usable, rows, scene: { timeline, view } } = this;
    const wide: { strip: Strip; state: string }[] = [];
    for (const strip of stripsOf(lane, view.from, view.to, Math.floor(usable))) {
      const state = timeline.states[strip.state];
      const isIdle = IDLE.has(state);
      rows.fill(row + (isIdle ? THIN : BAR), strip.from, Math.max(strip.from + 1, strip.to), palette.pixelOf(palette.ofState(state), isIdle ? FAINT : strip.mixed ? 0.75 : 1));
      if (!isIdle && strip.to - strip.from >= LANE) wide.push({ strip, state });
    }
    return () => {
      for (const { strip, state } of wide) {
        context.fillStyle = palette.inkOn(palette.ofState(state));
        const left = placeOfLabel({ from: gutter + strip.from, to: gutter + strip.to, y: y + LANE / 2 }, this.widthOf(state), arrows);
        if (left !== undefined) context.fillText(state, left, y + LANE / 2);
      }
    };
  }

  /** Where many marks are, a line along the lane's upper edge takes their place. */
  private ribbon(ns: Float64Array, color: string, row: number): void {
    const { palette, usable, rows, scene: { view } } = this;
    const perPixel = (view.to - view.from) / usable;
    const pixel = palette.pixelOf(color, 1);
    for (const time of marksBetween(ns, view.from, view.to, perPixel)) {
      const x = Math.floor((time - view.from) / perPixel);
      rows.fill(row, Math.max(0, x - 1), x + 2, pixel);
    }
  }

  private name(name: string, y: number): void {
    const { context, palette, gutter } = this;
    context.fillStyle = palette.of('foreground', '#888');
    context.fillText(name, 6, y);
    const known = gutter === WIDE && this.scene.timeline.started.get(name);
    if (!known) return;
    const left = 6 + this.widthOf(`${name} `);
    context.fillStyle = palette.of('descriptionForeground', '#888');
    context.fillText(this.cut(known.slice(known.lastIndexOf('/') + 1), gutter - 4 - left), left, y);
  }

  /** A text with its end left out if it is wider than that. */
  private cut(text: string, width: number): string {
    if (this.widthOf(text) <= width) return text;
    let length = text.length - 1;
    while (length > 0 && this.widthOf(`${text.slice(0, length)}…`) > width) length--;
    return `${text.slice(0, length)}…`;
  }

  /** Lists of marks with a lane in sight, the second of their lanes, and the tops of both. */
  private *inSight(lists: readonly Marks[]): Generator<{ ns: Float64Array; lane: number; fromY: number; toY: number }> {
    const { byName } = this.scene.timeline;
    for (const { from, to, ns } of lists) {
      const [start, lane] = [byName.get(from), byName.get(to)];
      if (start === undefined || lane === undefined) continue;
      const [fromY, toY] = [this.y(start), this.y(lane)];
      if (Math.max(fromY, toY) + LANE >= AXIS && Math.min(fromY, toY) <= this.height) yield { ns, lane, fromY, toY };
    }
  }

  private countHandoffs(): number {
    const { timeline, view } = this.scene;
    let count = 0;
    for (const { ns } of this.inSight(timeline.marks.handoffs)) count += countBetween(ns, view.from, view.to);
    return count;
  }

  /** Arrows where a P goes from one M to another: from the middle of one lane to the edge of the other. */
  private arrows(): Arrow[] {
    const { timeline, view } = this.scene;
    const arrows: Arrow[] = [];
    for (const { ns, fromY, toY } of this.inSight(timeline.marks.handoffs)) {
      for (const time of marksBetween(ns, view.from, view.to, 0)) arrows.push({ x: this.x(time), fromY: fromY + LANE / 2, toY: toY > fromY ? toY : toY + LANE });
    }
    return spread(arrows);
  }

  private arrow({ x, fromY, toY }: Arrow): void {
    const { context, palette } = this;
    const ink = palette.of('foreground', '#888');
    const head = toY > fromY ? 6 : -6;
    // A light edge, so that it stands out on every bar.
    for (const [style, width] of [[palette.of('editor-background', '#fff'), 4], [ink, 1.5]] as const) {
      context.strokeStyle = style;
      context.lineWidth = width;
      context.beginPath();
      context.moveTo(x, fromY);
      context.lineTo(x, toY);
      context.moveTo(x - 4, toY - head);
      context.lineTo(x, toY);
      context.lineTo(x + 4, toY - head);
      context.stroke();
    }
    context.fillStyle = ink;
    context.beginPath();
    context.arc(x, fromY, 3, 0, 2 * Math.PI);
    context.fill();
  }

  /** What draws notches at the top of lanes where something happens: a goroutine gives way; a P comes. Many of one lane become one of its `ribbons`. */
  private notched(lists: readonly Marks[], color: string, ribbons: Map<number, NotchedLane[]>): (() => void)[] {
    const { usable, scene: { view } } = this;
    const draws: (() => void)[] = [];
    for (const { ns, lane, toY } of this.inSight(lists)) {
      if (countBetween(ns, view.from, view.to) > usable / ARROW_ROOM) ribbons.set(lane, [...ribbons.get(lane) ?? [], { ns, color }]);
      else draws.push(() => { for (const time of marksBetween(ns, view.from, view.to, 0)) this.notch(this.x(time), toY, color); });
    }
    return draws;
  }

  private notch(x: number, y: number, color: string): void {
    const { context } = this;
    context.fillStyle = color;
    context.beginPath();
    context.moveTo(x - 4, y);
    context.lineTo(x + 4, y);
    context.lineTo(x, y + 6);
    context.fill();
  }

  /** The stops as small discs on the axis, the cursor, and the present instant through all lanes, with its time. */
  private moments(): void {
    const { context, palette, gutter, usable, height, scene: { view, stops, cursor, nowNs, past } } = this;
    const visible = (ns: number): boolean => ns >= view.from && ns <= view.to;
    context.fillStyle = palette.of('debugIcon-breakpointForeground', '#e51400');
    const perPixel = (view.to - view.from) / usable;
    for (const ns of marksBetween(stops, view.from, view.to, APART * perPixel)) {
      context.beginPath();
      context.arc(this.x(ns), AXIS - 6, 4, 0, 2 * Math.PI);
      context.fill();
    }
    if (cursor && visible(cursor.ns)) {
      context.fillStyle = palette.of('focusBorder', '#007fd4');
      context.fillRect(this.x(cursor.ns), AXIS - 4, 1, height);
    }
    if (!visible(nowNs)) return;
    const color = palette.of('editorWarning-foreground', '#cca700');
    context.fillStyle = color;
    context.fillRect(this.x(nowNs) - 1, AXIS - 4, 2, height);
    const label = `${formatNs(nowNs)}${past ? ' (past)' : ''}`;
    const wide = context.measureText(label).width + 10;
    const left = Math.max(gutter, Math.min(this.x(nowNs) - wide / 2, gutter + usable - wide));
    context.fillRect(left, 0, wide, 18);
    context.fillStyle = palette.inkOn(color);
    context.fillText(label, left + 5, 9);
  }

  private nothing(): void {
    const { context, palette } = this;
    context.fillStyle = palette.of('descriptionForeground', '#888');
    context.fillText(EMPTY, AXIS / 2, AXIS);
  }

  private axis(): void {
    const { context, palette, usable, height, scene: { view } } = this;
    const step = niceStep((view.to - view.from) / Math.max(2, usable / 110));
    const grid = palette.of('editorIndentGuide-background1', '#8883');
    const text = palette.of('foreground', '#888');
    for (let ns = Math.ceil(view.from / step) * step; ns <= view.to; ns += step) {
      context.fillStyle = grid;
      context.fillRect(this.x(ns), AXIS - 6, 1, height);
      context.fillStyle = text;
      context.fillText(formatInstant(ns, step), this.x(ns) + 3, 9);
    }
  }
}

function niceStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, raw)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= raw) ?? 10 * power;
}

