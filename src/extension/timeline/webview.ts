/** Runs inside the timeline's webview: a canvas of lanes over virtual time, with zoom, pan, and a click to travel. */
import type { TimelineEvent } from '../../adapter/protocol';
import { formatNs } from '../duration';
import { type Timeline, intervalAt, nearestEvent, stripsOf, timelineOf } from './model';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };
const vscode = acquireVsCodeApi();

const LANE = 22;
const GAP = 4;
const NAMES = 64;
const AXIS = 24;
/** Room at the right, so that the mark of the current instant is seen. */
const RIGHT = 16;
const canvas = document.getElementById('timeline') as HTMLCanvasElement;
const status = document.getElementById('status')!;
const context = canvas.getContext('2d')!;

let timeline: Timeline = timelineOf([], 0);
let nowNs = 0;
let from = 0;
let to = 1;
let scroll = 0;
let cursor: { lane: number; ns: number } | undefined;
let queued = false;

const color = (name: string, fallback: string): string => getComputedStyle(document.body).getPropertyValue(name).trim() || fallback;
function colorOf(state: string): string {
  if (state.endsWith('syscall')) return color('--vscode-charts-yellow', '#cca700');
  if (state.startsWith('running') || /^G\d/.test(state)) return color('--vscode-charts-green', '#388a34');
  // An M with a P on g0: it schedules.
  if (/^P\d/.test(state)) return color('--vscode-charts-purple', '#652d90');
  if (state === 'runnable') return color('--vscode-charts-blue', '#1a85ff');
  if (state === 'gcstop' || state === 'preempted') return color('--vscode-charts-red', '#f14c4c');
  return color('--vscode-charts-lines', '#8884');
}

const usableWidth = (): number => Math.max(1, canvas.clientWidth - NAMES - RIGHT);

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
  const usable = usableWidth();
  drawAxis(usable, text);
  context.save();
  context.beginPath();
  context.rect(0, AXIS, width, height - AXIS);
  context.clip();
  timeline.lanes.forEach((lane, index) => {
    const y = AXIS + index * (LANE + GAP) - scroll;
    if (y > height || y + LANE < AXIS) return;
    context.fillStyle = text;
    context.fillText(lane.name, 6, y + LANE / 2);
    for (const strip of stripsOf(lane, from, to, Math.floor(usable))) {
      const state = timeline.states[strip.state];
      const waiting = state === 'waiting' || state === 'idle' || state === '-' || state === 'dead';
      context.globalAlpha = waiting ? 0.35 : strip.mixed ? 0.75 : 1;
      context.fillStyle = colorOf(state);
      context.fillRect(NAMES + strip.from, waiting ? y + LANE / 2 - 2 : y, Math.max(1, strip.to - strip.from), waiting ? 4 : LANE);
      context.globalAlpha = 1;
      const label = waiting ? '' : state;
      if (label && strip.to - strip.from > 8 * label.length + 8) {
        context.fillStyle = color('--vscode-editor-background', '#fff');
        context.fillText(label, NAMES + strip.from + 5, y + LANE / 2);
      }
    }
    if (cursor?.lane === index) {
      context.strokeStyle = color('--vscode-focusBorder', '#007fd4');
      context.lineWidth = 2;
      context.strokeRect(NAMES - 1, y - 1, usable, LANE + 2);
    }
  });
  context.restore();
  for (const [ns, name] of [[nowNs, '--vscode-editorWarning-foreground'], [cursor?.ns, '--vscode-focusBorder']] as const) {
    if (ns === undefined || ns < from || ns > to) continue;
    context.fillStyle = color(name, '#cca700');
    context.fillRect(NAMES + ((ns - from) / (to - from)) * usable, AXIS - 4, 2, height);
  }
}

function drawAxis(usable: number, text: string): void {
  const step = niceStep((to - from) / Math.max(2, usable / 110));
  context.fillStyle = text;
  for (let ns = Math.ceil(from / step) * step; ns <= to; ns += step) {
    const x = NAMES + ((ns - from) / (to - from)) * usable;
    context.fillRect(x, AXIS - 6, 1, 4);
    context.fillText(formatNs(ns), x + 3, AXIS / 2 - 2);
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

const nsAt = (x: number): number => from + ((x - NAMES) / usableWidth()) * (to - from);
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
    pan((drag.x - event.offsetX) / usableWidth());
    drag.x = event.offsetX;
  } else {
    describe(laneAt(event.offsetY), nsAt(event.offsetX));
  }
});
canvas.addEventListener('pointerup', (event) => {
  if (drag && !drag.moved) travel(laneAt(event.offsetY), nsAt(event.offsetX));
  drag = undefined;
});

function describe(index: number, ns: number): void {
  const lane = timeline.lanes[index];
  if (!lane) return;
  const at = intervalAt(lane, ns);
  const event = at >= 0 ? timeline.events[lane.event[at]] : undefined;
  status.textContent = event ? `${formatNs(ns)} · ${lane.name}: ${event.text} (at ${formatNs(event.ns)})` : `${formatNs(ns)} · ${lane.name}`;
}

function travel(index: number, ns: number): void {
  const lane = timeline.lanes[index];
  const at = lane && nearestEvent(lane, ns);
  if (lane === undefined || at === undefined) return;
  cursor = { lane: index, ns: lane.starts[at] };
  describe(index, lane.starts[at]);
  vscode.postMessage({ type: 'travel', retired: lane.retired[at] });
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
  to = Math.max(from + 1, timeline.endNs);
  redraw();
}

window.addEventListener('message', (message: MessageEvent<{ type: string; events: TimelineEvent[]; endNs: number; nowNs: number }>) => {
  if (message.data.type !== 'events') return;
  // As long as the user has not zoomed, all of it stays in view.
  const first = timeline.lanes.length === 0 || (from <= timeline.startNs && to >= timeline.endNs);
  timeline = timelineOf(message.data.events, message.data.endNs);
  nowNs = message.data.nowNs;
  canvas.setAttribute('aria-label', `Timeline of ${timeline.lanes.length} lanes and ${timeline.events.length} events, ${formatNs(timeline.startNs)} to ${formatNs(timeline.endNs)}. Arrow keys move, plus and minus zoom, Enter travels.`);
  if (first) showAll(); else redraw();
});
new ResizeObserver(redraw).observe(canvas);
new MutationObserver(redraw).observe(document.body, { attributes: true, attributeFilter: ['class'] });
vscode.postMessage({ type: 'ready' });
