import assert from 'node:assert/strict';
import type { TimelineEvent } from '../../src/adapter/protocol';
import { inkOf } from '../../src/extension/timeline/palette';
import { formatInstant } from '../../src/extension/duration';
import { placeOfLabel, spread } from '../../src/extension/timeline/layout';
import { marksBetween } from '../../src/extension/timeline/marks';
import { intervalAt, nearestEvent, stripsOf, targetOf, TimelineBuilder, timelineOf } from '../../src/extension/timeline/model';
import { Viewport } from '../../src/extension/timeline/viewport';

const event = (seq: number, ns: number, subject: string, to: string): TimelineEvent => ({ seq, ns, retired: ns * 2, tid: 1, kind: ({ P: 'p-status', G: 'g-status', M: 'm-p' } as const)[subject[0] as 'P']!, subject, from: '', to, text: `${subject} ${to}` });

describe('timeline', () => {
  const timeline = timelineOf([event(0, 0, 'P0', 'running'), event(1, 50, 'G1', 'syscall'), event(2, 50, 'P0', 'syscall'), event(3, 80, 'P0', 'idle'), event(4, 90, 'M0', 'P0')], 100);

  it('orders lanes P, M, G and knows its ends', () => {
    assert.deepEqual(timeline.lanes.map((lane) => lane.name), ['P0', 'M0', 'G1']);
    assert.deepEqual([timeline.startNs, timeline.endNs], [0, 100]);
  });
  it('finds intervals and the nearest event', () => {
    const [p0] = timeline.lanes;
    assert.equal(intervalAt(p0, 49), 0);
    assert.equal(intervalAt(p0, 50), 1);
    assert.equal(nearestEvent(p0, 70), 2);
    assert.equal(nearestEvent(timeline.lanes[2], 10), 0);
  });
  it('arrows of one instant stand side by side where they would lie over each other', () => {
    const xs = (...arrows: [number, number, number][]): number[] => spread(arrows.map(([x, fromY, toY]) => ({ x, fromY, toY }))).map(({ x }) => x);
    assert.deepEqual(xs([100, 0, 50], [100, 40, 90], [100, 60, 20]), [100, 109, 118]);
    assert.deepEqual(xs([100, 0, 50], [100, 50, 90]), [100, 100]);
    assert.deepEqual(xs([120, 0, 50], [100, 0, 50]), [100, 120]);
    // 119.0646 + 9 - 119.0646 is less than 9 in numbers.
    assert.deepEqual(xs([119.0646, 0, 50], [119.0646, 0, 50]).map((x) => x.toFixed(4)), ['119.0646', '128.0646']);
    assert.ok(Math.max(...xs(...Array.from({ length: 50 }, (): [number, number, number] => [100, 0, 50]))) <= 160, 'none goes far from its instant');
  });
  it('a label stands where no arrow crosses it, or nowhere', () => {
    const bar = { from: 100, to: 200, y: 50 };
    assert.equal(placeOfLabel(bar, 30, []), 105);
    assert.equal(placeOfLabel(bar, 30, [{ x: 110, fromY: 0, toY: 100 }, { x: 300, fromY: 0, toY: 100 }]), 117);
    assert.equal(placeOfLabel(bar, 30, [{ x: 110, fromY: 0, toY: 20 }]), 105);
    assert.equal(placeOfLabel(bar, 30, [{ x: 125, fromY: 0, toY: 100 }, { x: 160, fromY: 0, toY: 100 }]), undefined);
    assert.equal(placeOfLabel(bar, 95, []), undefined);
  });
  it('is the same when its events come in pieces', () => {
    const many = Array.from({ length: 100 }, (_, i) => event(i, i * 10, ['P0', 'M1', 'G1'][i % 3], i % 2 ? 'running' : 'syscall'));
    const builder = new TimelineBuilder();
    for (let i = 0; i < 100; i += 7) { builder.add(many.slice(i, i + 7)); builder.at(i); }
    const [{ events, ...pieces }, { events: _, ...whole }] = [builder.at(1000), timelineOf(many, 1000)];
    assert.deepEqual(pieces, whole);
    assert.deepEqual([events.length, events.text(99), events.retired(99)], [100, 'P0 running', 1980]);
  });
  it('marks where a P goes to another M, and where a goroutine gives way', () => {
    const status = (seq: number, ns: number, from: string, to: string): TimelineEvent => ({ ...event(seq, ns, 'G1', to), from });
    const { marks } = timelineOf([event(0, 0, 'M0', 'P0'), status(1, 10, 'waiting', 'running'), status(2, 20, 'running', 'runnable'), event(3, 30, 'M0', '-'), event(4, 40, 'M2', 'P0'), event(5, 50, 'M2', '-'), event(6, 60, 'M2', 'P0')], 100);
    assert.deepEqual(marks.handoffs, [{ from: 'M0', to: 'M2', ns: Float64Array.of(40) }]);
    assert.deepEqual(marks.yields, [{ from: 'G1', to: 'G1', ns: Float64Array.of(20) }]);
  });
  it('marks that cannot be told apart are one', () => {
    const marks = Float64Array.from({ length: 1_000_000 }, (_, ns) => ns);
    assert.deepEqual([...marksBetween(marks, 100_000, 900_000, 300_000)], [100_000, 400_000, 700_000]);
  });
  it('marks of one lane do not take the place of those of another', () => {
    const { marks } = timelineOf(Array.from({ length: 2000 }, (_, i) => ({ ...event(i, i, `G${1 + i % 2}`, 'runnable'), from: 'running' })), 2000);
    assert.deepEqual(marks.yields.map(({ ns }) => [...marksBetween(ns, 0, 2000, 4)].length), [500, 500]);
  });
  it('a click means the event under it, else the very instant', () => {
    assert.deepEqual(targetOf(timeline, 0, 52, 3), { ns: 50, retired: 100 });
    assert.deepEqual(targetOf(timeline, 0, 60, 3), { ns: 60 });
    assert.deepEqual(targetOf(timeline, 99, 60.4, 3), { ns: 60 });
    assert.deepEqual([targetOf(timeline, -1, -5, 3), targetOf(timeline, -1, 500, 3)], [{ ns: 0 }, { ns: 100 }]);
  });
  it('paints each pixel once, in order, from the first event on', () => {
    const strips = stripsOf(timeline.lanes[0], 0, 100, 100);
    assert.equal(strips[0].from, 0);
    for (let i = 1; i < strips.length; i++) assert.equal(strips[i].from, strips[i - 1].to);
    assert.equal(strips.at(-1)!.to, 100);
    assert.equal(timeline.states[strips.at(-1)!.state], 'idle');
    assert.ok(stripsOf(timeline.lanes[2], 0, 100, 100)[0].from >= 49);
  });
  it('writes black or white on a bar, whichever is read better', () => {
    const inks = ['bf8803', '388a34', '89d185', '0063d3', 'e51400'].map((color) => inkOf(Buffer.from(`${color}ff`, 'hex').readUInt32LE()));
    assert.deepEqual(inks, ['#000', '#000', '#000', '#fff', '#fff']);
  });
  it('says on an M\'s lane what it runs', () => {
    const of = (seq: number, kind: TimelineEvent['kind'], subject: string, to: string): TimelineEvent => ({ ...event(seq, seq * 10, subject, to), kind });
    const { lanes, states } = timelineOf([of(0, 'm-created', 'M0', 'M0'), of(1, 'm-p', 'M0', 'P0'), of(2, 'm-curg', 'M0', 'G1'), of(3, 'queue', 'P0', '2'), of(4, 'g-status', 'G1', 'syscall'), of(5, 'm-p', 'M0', ''), of(6, 'g-status', 'G1', 'running')], 100);
    const m0 = lanes.find((lane) => lane.name === 'M0')!;
    assert.deepEqual([...m0.state].map((state) => states[state]), ['-', 'P0', 'G1', 'G1 syscall', 'G1 syscall', 'G1']);
    assert.equal(lanes.some((lane) => lane.name === 'P0'), false, 'a queue is no status');
  });
  it('names instants on the axis so that they can be told apart', () => {
    assert.deepEqual([[0, 10], [50e6, 50e6], [113_585_250, 10], [2_500_000_000, 5e8], [250, 50]].map(([ns, step]) => formatInstant(ns, step)), ['0 ns', '50 ms', '113.585\u200925 ms', '2.5 s', '250 ns']);
  });
  it('the window never leaves what there is to see, and follows the present', () => {
    const bounds = { startNs: 100, endNs: 1100 };
    const view = new Viewport();
    view.fit(bounds);
    assert.deepEqual([view.from, view.to], [100, 1130]);
    view.zoom(4, 500, bounds);
    view.pan(10, bounds);
    assert.deepEqual([view.from, view.to], [100, 1130]);
    view.zoom(0.1, 600, bounds);
    assert.deepEqual([view.from, view.to], [550, 653]);
    view.pan(-100, bounds);
    assert.equal(view.from, 100);
    view.zoom(1e-9, 100, bounds);
    assert.deepEqual([view.from, view.to], [100, 120]);
    // The present was in sight: it stays so. Elsewhere the window stays where the user looks.
    view.follow({ ...bounds, nowNs: 110 }, { startNs: 100, endNs: 3000, nowNs: 3000 });
    assert.ok(view.from < 3000 && view.to >= 3000 && view.to - view.from === 20);
    view.follow({ ...bounds, nowNs: 110 }, { startNs: 100, endNs: 5000, nowNs: 5000 });
    assert.ok(view.to < 3100);
    view.fit(bounds);
    view.follow({ ...bounds, nowNs: 110 }, { startNs: 100, endNs: 2100, nowNs: 2100 });
    assert.deepEqual([view.from, view.to], [100, 2160]);
  });
  it('makes of a million events no more than there are pixels', () => {
    const many = Array.from({ length: 1_000_000 }, (_, i) => event(i, i * 10, `P${i % 4}`, i % 3 ? 'running' : 'syscall'));
    const big = timelineOf(many, 1e7);
    let strips = 0;
    for (const lane of big.lanes) strips += stripsOf(lane, 0, 1e7, 1400).length;
    assert.ok(strips > 0 && strips <= 4 * 1400);
  });
});
