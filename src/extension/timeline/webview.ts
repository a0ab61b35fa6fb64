/** Runs inside the timeline's webview: a canvas of lanes over virtual time, with zoom, pan, and a click to travel. */
import type { SeekArguments, TimelineEvent } from '../../adapter/protocol';
import { formatNs } from '../duration';
import { type Arrow, AXIS, GAP, gutterOf, LANE, MARGIN, NARROW, placeOfLabel, SLACK, spread, WIDE } from './layout';
import { type Mark, marksBetween } from './marks';
import { type Timeline, TimelineBuilder, type TimelineMessage, intervalAt, nearestEvent, stripsOf, targetOf } from './model';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };
const vscode = acquireVsCodeApi();

/** Marks closer to each other than this are drawn as one. */
const APART = 3;
const canvas = document.getElementById('timeline') as HTMLCanvasElement;
const status = document.getElementById('status')!;
const hint = status.textContent!;
const tip = document.getElementById('tip')!;
const context = canvas.getContext('2d')!;

const LEGEND: readonly (readonly [string, string])[] = [['running', 'running'], ['P0', 'scheduling'], ['syscall', 'in a syscall'], ['runnable', 'runnable'], ['gcstop', 'stopped or preempted'], ['idle', 'waiting or idle']];
const MOMENTS: readonly (readonly [string, string, string])[] = [['handoff', '↓', 'a P goes to another M'], ['yield', '▾', 'gives way'], ['stop', '●', 'a stop']];

let builder = new TimelineBuilder();
let timeline: Timeline = builder.at(0);
let nowNs = 0;
let past = false;
let stops: number[] = [];
let from = 0;
let to = 1;
let scroll = 0;
let cursor: { lane: number; ns: number } | undefined;
let queued = false;
let names: Record<string, string> = {};
let gutter = NARROW;

const color = (name: string, fallback: string): string => getComputedStyle(document.body).getPropertyValue(name).trim() || fallback;
function colorOf(state: string): string {
  if (/\bsyscall\b/.test(state)) return color('--vscode-charts-yellow', '#cca700');
  if (state.startsWith('running') || /^G\d/.test(state)) return color('--vscode-charts-green', '#388a34');
  // An M with a P on g0: it schedules.
  if (/^P\d/.test(state)) return color('--vscode-charts-purple', '#652d90');
  if (state === 'runnable') return color('--vscode-charts-blue', '#1a85ff');
  if (state === 'gcstop' || state === 'preempted') return color('--vscode-charts-red', '#f14c4c');
  return color('--vscode-charts-lines', '#8884');
}

function draw(): void {
  queued = false;
  const ratio = devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = `12px ${color('--vscode-font-family', 'sans-serif')}`;
  context.textBaseline = 'middle';
  const text = color('--vscode-foreground', '#888');
  gutter = gutterOf(width);
  const usable = Math.max(1, width - gutter);
  drawAxis(usable, text);
  const arrows = arrowsOf(usable);
  context.save();
  context.beginPath();
  context.rect(0, AXIS, width, height - AXIS);
  context.clip();
  timeline.lanes.forEach((lane, index) => {
    const y = AXIS + index * (LANE + GAP) - scroll;
    if (y > height || y + LANE < AXIS) return;
    if (index > 0 && timeline.lanes[index - 1].kind !== lane.kind) {
      context.fillStyle = color('--vscode-panel-border', '#8884');
      context.fillRect(0, y - GAP / 2 - 0.5, width, 1);
    }
    drawName(lane.name, y + LANE / 2, text);
    for (const strip of stripsOf(lane, from, to, Math.floor(usable))) {
      const state = timeline.states[strip.state];
      const waiting = state === 'waiting' || state === 'idle' || state === '-' || state === 'dead';
      context.globalAlpha = waiting ? 0.35 : strip.mixed ? 0.75 : 1;
      context.fillStyle = colorOf(state);
      context.fillRect(gutter + strip.from, waiting ? y + LANE / 2 - 2 : y, Math.max(1, strip.to - strip.from), waiting ? 4 : LANE);
      context.globalAlpha = 1;
      if (waiting || strip.to - strip.from < LANE) continue;
      const left = placeOfLabel({ from: gutter + strip.from, to: gutter + strip.to, y: y + LANE / 2 }, context.measureText(state).width, arrows);
      if (left === undefined) continue;
      context.fillStyle = color('--vscode-editor-background', '#fff');
      context.fillText(state, left, y + LANE / 2);
    }
    if (cursor?.lane === index) {
      context.strokeStyle = color('--vscode-focusBorder', '#007fd4');
      context.lineWidth = 2;
      context.strokeRect(gutter - 1, y - 1, usable, LANE + 2);
    }
  });
  drawYields(usable);
  for (const arrow of arrows) drawArrow(arrow);
  context.restore();
  drawMarks(usable, height);
}

function drawName(name: string, y: number, text: string): void {
  context.fillStyle = text;
  context.fillText(name, 6, y);
  const known = gutter === WIDE && names[name];
  if (!known) return;
  const left = 6 + context.measureText(`${name} `).width;
  context.save();
  context.beginPath();
  context.rect(left, y - LANE / 2, gutter - 4 - left, LANE);
  context.clip();
  context.fillStyle = color('--vscode-descriptionForeground', '#888');
  context.fillText(known.slice(known.lastIndexOf('/') + 1), left, y);
  context.restore();
}

/** The marks in sight: where each is, and the tops of its two lanes. */
function eachMark(lists: readonly (readonly Mark[])[], usable: number, take: (x: number, fromY: number, toY: number) => void): void {
  const perPixel = (to - from) / usable;
  const tops = new Map(timeline.lanes.map(({ name }, index) => [name, AXIS + index * (LANE + GAP) - scroll]));
  for (const marks of lists) {
    const [start, end] = [tops.get(marks[0].from), tops.get(marks[0].to)];
    if (start === undefined || end === undefined) continue;
    for (const { ns } of marksBetween(marks, from, to, APART * perPixel)) take(gutter + (ns - from) / perPixel, start, end);
  }
}

/** Notches where a goroutine gives way. */
function drawYields(usable: number): void {
  context.fillStyle = color('--vscode-charts-red', '#f14c4c');
  eachMark(timeline.marks.yields, usable, (x, y) => {
    context.beginPath();
    context.moveTo(x - 4, y);
    context.lineTo(x + 4, y);
    context.lineTo(x, y + 6);
    context.fill();
  });
}

/** Arrows where a P goes from one M to another: from the middle of one lane to the edge of the other. */
function arrowsOf(usable: number): Arrow[] {
  const arrows: Arrow[] = [];
  eachMark(timeline.marks.handoffs, usable, (x, start, end) => { arrows.push({ x, fromY: start + LANE / 2, toY: end > start ? end : end + LANE }); });
  return spread(arrows);
}

function drawArrow({ x, fromY, toY }: Arrow): void {
  const ink = color('--vscode-foreground', '#888');
  const head = toY > fromY ? 6 : -6;
  // A light edge, so that it stands out on every bar.
  for (const [style, width] of [[color('--vscode-editor-background', '#fff'), 4], [ink, 1.5]] as const) {
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

/** The stops as small flags on the axis, the cursor, and the present instant through all lanes, with its time. */
function drawMarks(usable: number, height: number): void {
  const x = (ns: number): number => gutter + ((ns - from) / (to - from)) * usable;
  const visible = (ns: number): boolean => ns >= from && ns <= to;
  context.fillStyle = color('--vscode-debugIcon-breakpointForeground', '#e51400');
  for (const ns of stops.filter(visible)) {
    context.beginPath();
    context.arc(x(ns), AXIS - 6, 4, 0, 2 * Math.PI);
    context.fill();
  }
  if (cursor && visible(cursor.ns)) {
    context.fillStyle = color('--vscode-focusBorder', '#007fd4');
    context.fillRect(x(cursor.ns), AXIS - 4, 1, height);
  }
  if (!visible(nowNs)) return;
  const now = color('--vscode-editorWarning-foreground', '#cca700');
  context.fillStyle = now;
  context.fillRect(x(nowNs) - 1, AXIS - 4, 2, height);
  const label = `${formatNs(nowNs)}${past ? ' (past)' : ''}`;
  const wide = context.measureText(label).width + 10;
  const left = Math.max(gutter, Math.min(x(nowNs) - wide / 2, gutter + usable - wide));
  context.fillRect(left, 0, wide, 18);
  context.fillStyle = color('--vscode-editor-background', '#fff');
  context.fillText(label, left + 5, 9);
}

function drawAxis(usable: number, text: string): void {
  const step = niceStep((to - from) / Math.max(2, usable / 110));
  const grid = color('--vscode-editorIndentGuide-background1', '#8883');
  for (let ns = Math.ceil(from / step) * step; ns <= to; ns += step) {
    const x = gutter + ((ns - from) / (to - from)) * usable;
    context.fillStyle = grid;
    context.fillRect(x, AXIS - 6, 1, canvas.clientHeight);
    context.fillStyle = text;
    context.fillText(formatNs(ns), x + 3, 9);
  }
}

function niceStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, raw)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= raw) ?? 10 * power;
}

function redraw(): void {
  if (!queued) { queued = true; requestAnimationFrame(draw); }
}

function zoom(factor: number, at: number): void {
  const width = Math.max(20, (to - from) * factor);
  const share = (at - from) / (to - from);
  from = at - share * width;
  to = from + width;
  redraw();
}

const nsAt = (x: number): number => from + ((x - gutter) / Math.max(1, canvas.clientWidth - gutter)) * (to - from);
const laneAt = (y: number): number => Math.floor((y - AXIS + scroll) / (LANE + GAP));

canvas.addEventListener('wheel', (event) => {
  event.preventDefault();
  if (event.ctrlKey || event.metaKey || event.altKey) zoom(Math.exp(event.deltaY / 300), nsAt(event.offsetX));
  else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) pan((event.deltaX || event.deltaY) / canvas.clientWidth);
  else { scroll = clampScroll(scroll + event.deltaY); redraw(); }
}, { passive: false });

function clampScroll(value: number): number {
  return Math.max(0, Math.min(value, timeline.lanes.length * (LANE + GAP) + AXIS - canvas.clientHeight));
}
function pan(share: number): void {
  const by = share * (to - from);
  from += by;
  to += by;
  redraw();
}

let drag: { x: number; moved: boolean } | undefined;
canvas.addEventListener('pointerdown', (event) => { drag = { x: event.offsetX, moved: false }; canvas.setPointerCapture(event.pointerId); });
canvas.addEventListener('pointermove', (event) => {
  if (drag && (drag.moved || Math.abs(event.offsetX - drag.x) > 3)) {
    drag.moved = true;
    pan((drag.x - event.offsetX) / Math.max(1, canvas.clientWidth - gutter));
    drag.x = event.offsetX;
  } else {
    describe(laneAt(event.offsetY), nsAt(event.offsetX));
    showTip(event);
  }
});
canvas.addEventListener('pointerleave', () => { tip.style.display = 'none'; });

/** What the interval under the pointer is and how long it lasts, beside the pointer. */
function showTip({ offsetX, offsetY }: PointerEvent): void {
  const lane = timeline.lanes[laneAt(offsetY)];
  const at = lane && offsetX > gutter && offsetY > AXIS ? intervalAt(lane, nsAt(offsetX)) : -1;
  tip.style.display = at < 0 ? 'none' : 'block';
  if (at < 0) return;
  const end = lane.starts[at + 1] ?? timeline.endNs;
  tip.textContent = `${lane.name}  ${timeline.states[lane.state[at]]}\n${formatNs(lane.starts[at])} – ${formatNs(end)} (${formatNs(end - lane.starts[at])})\n${textOf(timeline.events[lane.event[at]], lane.name)}`;
  tip.style.left = `${Math.max(0, Math.min(offsetX + 14, canvas.clientWidth - tip.offsetWidth - 4))}px`;
  tip.style.top = `${Math.max(0, Math.min(offsetY + 16, canvas.clientHeight - tip.offsetHeight - 4))}px`;
}

/** Swatches in the colours of the lanes; again when the theme changes. */
function drawLegend(): void {
  document.getElementById('legend')!.replaceChildren(...LEGEND.map(([state, text]) => {
    const item = document.createElement('li');
    const swatch = document.createElement('span');
    swatch.className = state === 'idle' ? 'swatch thin' : 'swatch';
    swatch.style.background = colorOf(state);
    item.append(swatch, text);
    return item;
  }), ...MOMENTS.map(([look, glyph, text]) => {
    const item = document.createElement('li');
    const mark = document.createElement('span');
    mark.className = look;
    mark.textContent = glyph;
    item.append(mark, text);
    return item;
  }));
}
canvas.addEventListener('pointerup', (event) => {
  if (drag && !drag.moved && event.offsetX >= gutter) travel(event.offsetY < AXIS ? -1 : laneAt(event.offsetY), nsAt(event.offsetX));
  drag = undefined;
});

/** What happened, with the lane's name before it unless it begins with that ("P0 idle → running on M0"). */
function textOf({ text }: TimelineEvent, lane: string): string {
  const shown = text.replace('->', '→');
  return shown.startsWith(`${lane} `) ? shown : `${lane}: ${shown}`;
}

function describe(index: number, ns: number): void {
  const lane = timeline.lanes[index];
  if (!lane) return;
  const at = intervalAt(lane, ns);
  const event = at >= 0 ? timeline.events[lane.event[at]] : undefined;
  status.textContent = event ? `${formatNs(ns)} · ${textOf(event, lane.name)} (at ${formatNs(event.ns)})` : `${formatNs(ns)} · ${lane.name}`;
}

function travel(index: number, ns: number): void {
  if (timeline.events.length === 0 || document.body.classList.contains('ended')) return;
  const target = targetOf(timeline, index, ns, SLACK * (to - from) / Math.max(1, canvas.clientWidth - gutter));
  cursor = { lane: index, ns: target.ns };
  describe(index, target.ns);
  const seek: SeekArguments = target.retired === undefined ? { ns: target.ns } : { retired: target.retired };
  vscode.postMessage({ type: 'travel', to: seek });
  redraw();
}

canvas.addEventListener('keydown', (event) => {
  const middle = cursor?.ns ?? (from + to) / 2;
  const lane = cursor?.lane ?? 0;
  switch (event.key) {
    case '+': case '=': zoom(0.5, middle); break;
    case '-': zoom(2, middle); break;
    case '0': showAll(); break;
    case 'ArrowUp': case 'ArrowDown': moveCursor(Math.min(timeline.lanes.length - 1, Math.max(0, lane + (event.key === 'ArrowUp' ? -1 : 1))), middle, 0); break;
    case 'ArrowLeft': moveCursor(lane, middle, -1); break;
    case 'ArrowRight': moveCursor(lane, middle, 1); break;
    case 'Enter': if (cursor) travel(cursor.lane, cursor.ns); break;
    default: return;
  }
  event.preventDefault();
});

function moveCursor(index: number, ns: number, by: number): void {
  const lane = timeline.lanes[index];
  const near = lane && nearestEvent(lane, ns);
  if (!lane || near === undefined) return;
  const at = Math.max(0, Math.min(lane.starts.length - 1, near + by));
  cursor = { lane: index, ns: lane.starts[at] };
  if (cursor.ns < from || cursor.ns > to) { const half = (to - from) / 2; from = cursor.ns - half; to = cursor.ns + half; }
  const y = index * (LANE + GAP);
  if (y < scroll || y > scroll + canvas.clientHeight - AXIS - LANE) scroll = clampScroll(y - LANE);
  describe(index, cursor.ns);
  redraw();
}

function showAll(): void {
  from = timeline.startNs;
  to = from + Math.max(1, timeline.endNs - from) * (1 + MARGIN);
  redraw();
}

window.addEventListener('message', (message: MessageEvent<TimelineMessage>) => {
  const hadEnded = document.body.classList.contains('ended');
  document.body.classList.toggle('ended', message.data.type === 'ended');
  if (message.data.type === 'ended') {
    if (timeline.events.length > 0) status.textContent = 'The session has ended; this is what it did.';
    return;
  }
  if (hadEnded) status.textContent = hint;
  if (message.data.from === 0) builder = new TimelineBuilder();
  builder.add(message.data.events);
  // As long as the user has not zoomed, all of it stays in view.
  const first = timeline.lanes.length === 0 || (from <= timeline.startNs && to >= timeline.endNs);
  timeline = builder.at(message.data.endNs);
  ({ nowNs, past, stops, names } = message.data);
  canvas.setAttribute('aria-label', `Timeline of ${timeline.lanes.length} lanes and ${timeline.events.length} events, ${formatNs(timeline.startNs)} to ${formatNs(timeline.endNs)}, now at ${formatNs(nowNs)}${past ? ' in the past' : ''}. Arrow keys move, plus and minus zoom, Enter travels.`);
  if (first) showAll(); else redraw();
});
new ResizeObserver(redraw).observe(canvas);
new MutationObserver(() => { drawLegend(); redraw(); }).observe(document.body, { attributes: true, attributeFilter: ['class'] });
drawLegend();
vscode.postMessage({ type: 'ready' });
