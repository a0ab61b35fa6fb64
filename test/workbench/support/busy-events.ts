/** Scheduler events as a busy program makes them, without running one. */
import { EventTable } from '../../../src/debugger/trace/event-table';

const PS = 4;
const MS = 12;
const GS = 400;
/** Virtual time between two events. */
const STEP_NS = 250;

/**
 * At least `count` events: goroutines run in turn on four Ps; each enters a syscall, its P goes to another M, and it comes back to a
 * queue; every eighth one gives way instead.
 */
export function busyEvents(count: number): EventTable {
  const table = new EventTable();
  let ns = 0;
  const push = (kind: Parameters<EventTable['push']>[0]['kind'], subject: string, from: string, to: string, text = `${subject} ${from} -> ${to}`): void => {
    ns += STEP_NS;
    table.push({ ns, retired: ns, tid: 1, kind, subject, from, to, text });
  };
  for (let g = 1; g <= GS; g++) push('g-created', `G${g}`, '', `G${g}`, `G${g} created for main.worker${g % 5}`);
  const owner = Array.from({ length: PS }, (_, p) => p);
  const idle = Array.from({ length: MS - PS }, (_, m) => PS + m);
  for (let turn = 0; table.length < count; turn++) {
    const [p, g] = [`P${turn % PS}`, `G${1 + turn % GS}`];
    const m = `M${owner[turn % PS]}`;
    push('m-curg', m, '-', g, `${m} takes ${g}`);
    push('g-status', g, 'runnable', 'running', `${g} runnable -> running on ${m}`);
    if (turn % 8 === 7) {
      push('g-status', g, 'running', 'runnable');
      push('m-curg', m, g, '-', `${m} lets go of ${g}`);
      continue;
    }
    push('g-status', g, 'running', 'syscall');
    push('p-status', p, 'running', 'syscall', `${p} running -> syscall; ${m}.oldp = ${p}`);
    push('m-p', m, p, '-', `${m} gives up ${p}`);
    const next = idle.shift()!;
    idle.push(owner[turn % PS]);
    owner[turn % PS] = next;
    push('p-status', p, 'syscall', 'idle');
    push('m-p', `M${next}`, '-', p, `M${next} has ${p}`);
    push('p-status', p, 'idle', 'running', `${p} idle -> running on M${next}`);
    push('g-status', g, 'syscall', 'runnable');
    push('m-curg', m, g, '-', `${m} lets go of ${g}`);
  }
  return table;
}
