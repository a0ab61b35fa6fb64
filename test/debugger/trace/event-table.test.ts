import assert from 'node:assert/strict';
import { EventTable, type ListedEvent } from '../../../src/debugger/trace/event-table';

const events = Array.from({ length: 100 }, (_, i): ListedEvent => ({ seq: i + 1, ns: i * 1000 + (i % 3), retired: i * 900, tid: 7 + i % 2, kind: i % 2 ? 'g-status' : 'm-p', subject: `G${i % 5}`, from: 'running', to: i % 3 ? 'syscall' : 'waiting', text: `G${i % 5} goes on` }));

describe('scheduler events in columns', () => {
  const table = new EventTable();
  for (const event of events) table.push(event);

  it('are what was put in', () => {
    assert.equal(table.length, 100);
    assert.deepEqual(table.slice(0), events);
    assert.deepEqual(table.slice(-3, 2), events.slice(0, 2));
    assert.deepEqual(table.slice(98, 200), events.slice(98));
  });
  it('travel in pages, with each string once', () => {
    const other = new EventTable();
    for (let from = 0; from < 130; from += 30) {
      const page = JSON.parse(JSON.stringify(table.page(from, 30))) as ReturnType<EventTable['page']>;
      assert.equal(new Set(page.strings).size, page.strings.length);
      other.add(page);
    }
    assert.deepEqual(other.slice(0), events);
  });
  it('are found by their instant', () => {
    assert.deepEqual([-1, 0, 899, 900, 1e9].map((retired) => table.firstAfter(retired)), [0, 1, 1, 2, 100]);
  });
  it('are forgotten', () => {
    const other = new EventTable();
    for (let round = 0; round < 2; round++) {
      for (const event of events) other.push(event);
      assert.deepEqual(other.slice(0), events);
      other.clear();
      assert.equal(other.length, 0);
    }
  });
});
