import assert from 'node:assert/strict';
import type { TimelineEvent } from '../../src/adapter/protocol';
import { type Actor, storyOf } from '../../src/extension/board/story';

const THREADS = new Map<number, Actor>([[10, { id: 0 }], [11, { id: 1, sysmon: true }], [12, { id: 2 }]]);
let seq = 0;
const event = (tid: number, kind: TimelineEvent['kind'], subject: string, from: string, to: string, text = `${subject} ${from} -> ${to}`): TimelineEvent => { seq++; return { seq, ns: seq * 10, retired: seq, tid, kind, subject, from, to, text }; };
const tell = (events: TimelineEvent[], until = Infinity): string[] => storyOf(events.filter(({ retired }) => retired <= until), THREADS).map(({ text }) => text);

describe('what happened, in words', () => {
  beforeEach(() => { seq = 0; });
  const into = (): TimelineEvent[] => [event(10, 'm-p', 'M0', '', 'P0'), event(10, 'm-curg', 'M0', '', 'G1'), event(10, 'g-status', 'G1', 'running', 'syscall'), event(10, 'm-p', 'M0', 'P0', ''), event(10, 'p-status', 'P0', 'running', 'syscall')];

  it('sysmon takes the P of a syscall', () => {
    assert.deepEqual(tell([...into(), event(11, 'p-status', 'P0', 'syscall', 'idle'), event(12, 'm-p', 'M2', '', 'P0'), event(10, 'g-status', 'G1', 'syscall', 'runnable')]),
      ['G1 enters a syscall on M0', 'P0 retaken by sysmon from M0 → M2', 'G1 is back from its syscall and finds no P: runnable']);
  });
  it('a thread hands its own P off', () => {
    assert.equal(tell([...into(), event(10, 'p-status', 'P0', 'syscall', 'idle'), event(12, 'm-p', 'M2', '', 'P0')]).at(-1), 'P0 handed off from M0 → M2');
  });
  it('another thread takes it, and says its name', () => {
    assert.equal(tell([...into(), event(12, 'p-status', 'P0', 'syscall', 'idle'), event(12, 'm-p', 'M2', '', 'P0')]).at(-1), 'P0 taken by M2 from M0 → M2');
    assert.equal(tell([...into(), event(99, 'p-status', 'P0', 'syscall', 'idle')]).at(-1), 'P0 taken from M0, no M has it yet');
  });
  it('a thread gets its own back, also where the story begins behind its loss', () => {
    const back = [event(10, 'p-status', 'P0', 'syscall', 'idle'), event(10, 'm-p', 'M0', '', 'P0')];
    assert.equal(tell(back).at(-1), 'M0 gets P0 back');
    assert.equal(tell([...into(), ...back]).at(-1), 'M0 gets P0 back');
  });
  it('a P that was taken and has no M yet', () => {
    assert.equal(tell([...into(), event(11, 'p-status', 'P0', 'syscall', 'idle')]).at(-1), 'P0 retaken by sysmon from M0, no M has it yet');
  });
  it('nothing of what comes after the instant', () => {
    assert.deepEqual(tell([...into(), event(11, 'p-status', 'P0', 'syscall', 'idle'), event(12, 'm-p', 'M2', '', 'P0')], 3), ['G1 enters a syscall on M0']);
  });
  it('parking, readiness, the end and the global queue', () => {
    assert.deepEqual(tell([event(10, 'g-status', 'G5', 'running', 'waiting', 'G5 running -> waiting (chan receive) on M0'), event(10, 'g-status', 'G5', 'waiting', 'runnable'),
      event(10, 'queue', 'sched', '0', '1', 'global queue: 0 -> 1'), event(10, 'g-status', 'G5', 'running', 'dead')]),
    ['G5 parks (chan receive)', 'G5 is ready to run', 'global queue: 0 → 1', 'G5 ends']);
  });
});
