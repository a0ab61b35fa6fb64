/** Room for what the interpreter knows of code, when there are no more frames. */
import assert from 'node:assert/strict';
import { PAGE_SIZE } from '../../src/machine/api';
import { CodeArea } from '../../src/machine/interpret/code-area';

const PART = 3000;

/** Frames for so many megabytes; then the guest has all. */
function areaOf(megabytes: number, most: number): CodeArea {
  let given = 0;
  return new CodeArea({
    reserve(pages) {
      if ((given + pages) * PAGE_SIZE > megabytes << 20) throw new RangeError('no more');
      given += pages;
      return (given - pages) * PAGE_SIZE;
    },
  }, most);
}

function takeAll(area: CodeArea, bytes: number): void {
  for (let left = bytes; left > 0; left -= PART) {
    assert.ok(area.prepare(PART));
    area.take(PART);
  }
}

describe('machine: room for code', () => {
  it('what was promised is there, whatever the guest takes afterwards', () => {
    const area = areaOf(3, 10);
    assert.ok(area.prepareAll(2 << 20, PART));
    takeAll(area, 2 << 20);
    assert.ok(!area.prepareAll(2 << 20, PART));
    assert.ok(area.prepare(PART));
  });

  it('ends at its own limit, and begins anew with what it has', () => {
    const area = areaOf(10, 2);
    assert.ok(!area.prepareAll(2 << 20, PART));
    takeAll(area, 2_000_000);
    assert.ok(!area.prepareAll(1 << 20, PART));
    area.clear();
    assert.ok(area.prepareAll(2_000_000, PART));
    takeAll(area, 2_000_000);
  });

  it('without a first piece there is nothing to do with less', () => {
    assert.throws(() => areaOf(0, 10).prepare(PART), RangeError);
  });
});
