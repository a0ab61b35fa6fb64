/** Reading the programs' headers, and searching a trace for an order: what must be found, and what must not. */
import assert from 'node:assert/strict';
import { CatalogueError, readScenario } from '../../src/embedded/programs/catalogue';
import type { EntryRecord, EventRecord, TraceRecord } from '../../src/debugger/trace/record';
import { findForbidden, findOrder } from './event-order';

const header = (...lines: string[]) => ['//@ scenario 1 test stop main.main', ...lines.map((line) => `//@ ${line}`), 'package main', ''].join('\n');
const order = (...lines: string[]) => readScenario('x.go', header('order', ...lines)).orders[0];

const entry = (tid: number, name: string, ns: number, goid = 1): EntryRecord => ({
  kind: 'entry', seq: 0, ns, retired: ns, tid, stack: goid, function: `runtime.${name}`, caller: 'runtime.caller+5',
  curg: { goid, status: 'running', scan: false, preempt: false, stackPreempt: true, throwsplit: false },
  m: { id: tid, p: 0, oldp: undefined, nextp: null, syscalltick: 0, locks: 1, spinning: false, lockedg: false }, ps: [],
  sched: { npidle: 1, nmspinning: 0, nmidle: 0, nmidlelocked: 0, grunq: 0, sysmonwait: false, gcwaiting: false, stopwait: 0 },
});
const status = (tid: number, subject: string, from: string, to: string, ns: number): EventRecord => ({ kind: 'event', event: subject.startsWith('P') ? 'p-status' : 'g-status', seq: 0, ns, retired: ns, tid, pc: 0, subject, from, to, text: '' });

const trace: TraceRecord[] = [
  entry(1, 'enter', 100), status(1, 'P0', 'running', 'syscall', 110), entry(2, 'other', 120, 2), status(1, 'P0', 'syscall', 'idle', 130), entry(1, 'leave', 5000, 3),
];
const found = (...lines: string[]) => findOrder(order(...lines), 'go1.19', trace).found;

describe('event orders of example programs', () => {
  it('steps follow one another, others may lie between', () => {
    assert.ok(found('enter enter', 'enter leave'));
    assert.ok(!found('enter leave', 'enter enter'));
  });
  it('names stand for one object each', () => {
    assert.ok(found('P.p running -> syscall', 'P.p syscall -> idle'));
    assert.ok(found('T.a enter enter on G.g', 'T.b enter other on G.h'));
    assert.ok(!found('T.a enter enter', 'T.a enter other'));
    assert.ok(!found('T.a enter enter', 'T.b enter leave'), 'two names, one thread');
  });
  it('+ allows nothing of the thread between, - forbids a record', () => {
    assert.ok(found('T.a P.p running -> syscall', '+ P.p syscall -> idle'));
    assert.ok(!found('T.a enter enter', '+ P.p syscall -> idle'));
    assert.ok(found('enter enter', '- enter leave', 'P.p syscall -> idle'));
    assert.ok(!found('enter enter', '- enter other', 'P.p syscall -> idle'));
    assert.ok(!found('enter enter', '- enter leave'), 'up to the end');
  });
  it('states, callers, times and editions count', () => {
    assert.ok(found('enter enter from caller with p=P0 oldp=n/a guard npidle=1'));
    assert.ok(!found('enter enter from other'));
    assert.ok(!found('enter enter with locks=0'));
    assert.ok(found('P.p syscall -> idle', 'enter leave after 4us within 5us'));
    assert.ok(!found('P.p syscall -> idle', 'enter leave within 4us'));
    assert.ok(found('enter enter', 'enter nowhere if go1.14-', 'enter leave'));
  });
  it('a failure names the furthest step', () => {
    const result = findOrder(order('enter enter', 'enter other', 'enter enter'), 'go1.19', trace);
    assert.ok(!result.found && result.reached === 2);
  });
  it('finds what is forbidden', () => {
    const [step] = readScenario('x.go', header('order', 'enter enter', 'never enter leave')).never;
    assert.equal(findForbidden(step, trace), trace[4]);
  });
  for (const [what, lines] of Object.entries({
    'no step': ['order', 'P.p runs'], 'no edition "go1.12"': ['editions go1.12'], 'no duration': ['order', 'enter x within 3parsec'],
    'launch has no option "speed=3"': ['launch speed=3'], 'before the first "order"': ['enter x'], 'no line "//@ order"': [],
  })) {
    it(`names file and line: ${what}`, () => {
      assert.throws(() => readScenario('x.go', header(...lines)), (error: Error) => error instanceof CatalogueError && /^x\.go:/.test(error.message));
    });
  }
});
