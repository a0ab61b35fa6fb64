/** Runs inside the timeline's webview: a canvas of lanes over virtual time, with zoom, pan, and a click to travel. */
import { eventsOf } from '../../debugger/trace/event-table';
import { formatNs } from '../duration';
import { AXIS, GAP, gutterOf, LANE, SLACK } from './layout';
import { drawLegend } from './legend';
import type { FromWebview, ToWebview } from './messages';
import { type Timeline, TimelineBuilder, intervalAt, nearestEvent, targetOf } from './model';
import { Painter } from './paint';
import { Palette } from './palette';
import { Viewport } from './viewport';

declare function acquireVsCodeApi(): { postMessage(message: FromWebview): void };
const vscode = acquireVsCodeApi();

/** Share of the window's width by which a key pans. */
const KEY_PAN = 0.25;
const HINT = 'Click to travel there. Ctrl+wheel zooms, dragging pans; with the keyboard: arrows, + and −, Enter.';
const canvas = document.getElementById('timeline') as HTMLCanvasElement;
const status = document.getElementById('status')!;
const note = document.getElementById('note')!;
const tip = document.getElementById('tip')!;
const palette = new Palette();
const painter = new Painter(canvas, palette);
const view = new Viewport();

let builder = new TimelineBuilder();
let timeline: Timeline = builder.at(0);
let nowNs = 0;
let past = false;
let stops = new Float64Array();
let cursor: { lane: number; ns: number } | undefined;
let leftOut = '';
let queued = false;

function draw(): void {
  queued = false;
  const crowd = painter.paint({ timeline, view, nowNs, past, stops, cursor });
  const text = [leftOut, crowd > 0 ? `${crowd.toLocaleString('en')} times a P goes to another M here: arrows show when you zoom in.` : ''].filter(Boolean).join(' ');
  if (note.textContent !== text) note.textContent = text;
}

function redraw(): void {
  if (!queued) { queued = true; requestAnimationFrame(draw); }
}

const usable = (): number => Math.max(1, canvas.clientWidth - gutterOf(canvas.clientWidth));
const nsAt = (x: number): number => view.from + ((x - gutterOf(canvas.clientWidth)) / usable()) * (view.to - view.from);
const laneAt = (y: number): number => Math.floor((y - AXIS + view.scroll) / (LANE + GAP));
function scrollTo(pixels: number): void { view.scrollTo(pixels, timeline.lanes.length, canvas.clientHeight - AXIS); }

canvas.addEventListener('wheel', (event) => {
  event.preventDefault();
  if (event.ctrlKey || event.metaKey || event.altKey) view.zoom(Math.exp(event.deltaY / 300), nsAt(event.offsetX), timeline);
  else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) view.pan((event.deltaX || event.deltaY) / canvas.clientWidth, timeline);
  else scrollTo(view.scroll + event.deltaY);
  redraw();
}, { passive: false });

let drag: { x: number; moved: boolean } | undefined;
canvas.addEventListener('pointerdown', (event) => {
  if (event.button !== 0) return;
  drag = { x: event.offsetX, moved: false };
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener('pointermove', (event) => {
  if (drag && (drag.moved || Math.abs(event.offsetX - drag.x) > 3)) {
    drag.moved = true;
    view.pan((drag.x - event.offsetX) / usable(), timeline);
    drag.x = event.offsetX;
    redraw();
  } else {
    describe(laneAt(event.offsetY), nsAt(event.offsetX));
    showTip(event);
  }
});
canvas.addEventListener('pointerup', (event) => {
  if (drag && !drag.moved && event.offsetX >= gutterOf(canvas.clientWidth)) travel(event.offsetY < AXIS ? -1 : laneAt(event.offsetY), nsAt(event.offsetX));
  drag = undefined;
});
canvas.addEventListener('pointercancel', () => { drag = undefined; });
canvas.addEventListener('pointerleave', () => { tip.style.display = 'none'; });

/** What the interval under the pointer is and how long it lasts, beside the pointer. */
function showTip({ offsetX, offsetY }: PointerEvent): void {
  const lane = timeline.lanes[laneAt(offsetY)];
  const at = lane && offsetX > gutterOf(canvas.clientWidth) && offsetY > AXIS ? intervalAt(lane, nsAt(offsetX)) : -1;
  tip.style.display = at < 0 ? 'none' : 'block';
  if (at < 0) return;
  const end = lane.starts[at + 1] ?? timeline.endNs;
  const started = timeline.started.get(lane.name);
  tip.textContent = `${lane.name}${started ? ` ${started}` : ''}  ${timeline.states[lane.state[at]]}\n${formatNs(lane.starts[at])} – ${formatNs(end)} (${formatNs(end - lane.starts[at])})\n${textOf(lane.event[at], lane.name)}`;
  tip.style.left = `${Math.max(0, Math.min(offsetX + 14, canvas.clientWidth - tip.offsetWidth - 4))}px`;
  tip.style.top = `${Math.max(0, Math.min(offsetY + 16, canvas.clientHeight - tip.offsetHeight - 4))}px`;
}

/** What happened, with the lane's name before it unless it begins with that ("P0 idle → running on M0"). */
function textOf(event: number, lane: string): string {
  const shown = timeline.events.text(event).replace('->', '→');
  return shown.startsWith(`${lane} `) ? shown : `${lane}: ${shown}`;
}

function describe(index: number, ns: number): void {
  const lane = timeline.lanes[index];
  if (!lane) return;
  const at = intervalAt(lane, ns);
  status.textContent = at >= 0 ? `${formatNs(ns)} · ${textOf(lane.event[at], lane.name)} (at ${formatNs(lane.starts[at])})` : `${formatNs(ns)} · ${lane.name}`;
}

function travel(index: number, ns: number): void {
  if (timeline.events.length === 0 || document.body.classList.contains('ended')) return;
  const target = targetOf(timeline, index, ns, SLACK * (view.to - view.from) / usable());
  cursor = { lane: index, ns: target.ns };
  describe(index, target.ns);
  vscode.postMessage({ type: 'travel', to: target.retired === undefined ? { ns: target.ns } : { retired: target.retired } });
  redraw();
}

canvas.addEventListener('keydown', (event) => {
  const middle = cursor?.ns ?? (nowNs >= view.from && nowNs <= view.to ? nowNs : (view.from + view.to) / 2);
  const lane = cursor?.lane ?? 0;
  const last = timeline.lanes.length - 1;
  switch (event.key) {
    case '+': case '=': view.zoom(0.5, middle, timeline); break;
    case '-': view.zoom(2, middle, timeline); break;
    case '0': view.fit(timeline); break;
    case 'PageUp': view.pan(-KEY_PAN, timeline); break;
    case 'PageDown': view.pan(KEY_PAN, timeline); break;
    case 'ArrowUp': moveCursor(Math.max(0, lane - 1), middle, 0); break;
    case 'ArrowDown': moveCursor(Math.min(last, lane + 1), middle, 0); break;
    case 'ArrowLeft': moveCursor(lane, middle, -1); break;
    case 'ArrowRight': moveCursor(lane, middle, 1); break;
    case 'Home': moveCursor(lane, timeline.startNs, 0); break;
    case 'End': moveCursor(lane, timeline.endNs, 0); break;
    case 'Enter': case ' ': if (cursor) travel(cursor.lane, cursor.ns); break;
    default: return;
  }
  // Who cannot see the axis hears what is in sight; the other keys describe the event that they come to.
  if (['+', '=', '-', '0', 'PageUp', 'PageDown'].includes(event.key)) status.textContent = `From ${formatNs(Math.round(view.from))} to ${formatNs(Math.round(view.to))}`;
  event.preventDefault();
  redraw();
});

/** To the event of a lane that is nearest to `ns`, or the one before or after it. */
function moveCursor(index: number, ns: number, by: number): void {
  const lane = timeline.lanes[index];
  const near = lane && nearestEvent(lane, ns);
  if (!lane || near === undefined) return;
  const at = Math.max(0, Math.min(lane.starts.length - 1, near + by));
  cursor = { lane: index, ns: lane.starts[at] };
  view.reveal(cursor.ns, timeline);
  const y = index * (LANE + GAP);
  if (y < view.scroll || y > view.scroll + canvas.clientHeight - AXIS - LANE) scrollTo(y - LANE);
  describe(index, cursor.ns);
}

window.addEventListener('message', ({ data }: MessageEvent<ToWebview>) => {
  const hadEnded = document.body.classList.contains('ended');
  document.body.classList.toggle('ended', data.type === 'ended' && timeline.events.length > 0);
  if (data.type === 'ended') {
    if (timeline.events.length > 0) status.textContent = 'The session has ended; this is what it did.';
    return;
  }
  if (hadEnded || !status.textContent) status.textContent = HINT;
  if (data.type === 'events') {
    if (data.anew) {
      builder = new TimelineBuilder();
      stops = new Float64Array();
      cursor = undefined;
    }
    builder.add(eventsOf(data.page));
    return;
  }
  const before = { ...timeline, nowNs };
  timeline = builder.at(data.endNs);
  ({ nowNs, past, note: leftOut } = data);
  stops = Float64Array.from([...stops, ...data.stops]).sort();
  view.follow(before, { ...timeline, nowNs });
  scrollTo(view.scroll);
  canvas.setAttribute('aria-label', `Timeline of ${timeline.lanes.length} lanes and ${timeline.events.length} events, ${formatNs(timeline.startNs)} to ${formatNs(timeline.endNs)}, now at ${formatNs(nowNs)}${past ? ' in the past' : ''}. Arrow keys go from event to event, plus and minus zoom, Page Up and Page Down pan, Enter travels.`);
  redraw();
});
new ResizeObserver(() => {
  scrollTo(view.scroll);
  redraw();
}).observe(canvas);
new MutationObserver(() => {
  palette.forget();
  drawLegend(palette);
  redraw();
}).observe(document.body, { attributes: true, attributeFilter: ['class'] });
drawLegend(palette);
// Whoever comes by the keyboard is on the lanes.
window.addEventListener('focus', () => { if (document.activeElement === document.body) canvas.focus(); });
vscode.postMessage({ type: 'ready' });
