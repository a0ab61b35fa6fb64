/** Damaged messages: each is told, costs only itself, and the session goes on. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { FrameReader } from '../../src/adapter/framing';
import { root } from '../support/gosched';
import { Wire } from './wire';

const frame = (text: string, length: number | string = Buffer.byteLength(text)): string => `Content-Length: ${length}\r\n\r\n${text}`;

/** What a reader makes of the bytes, given in pieces of `size`. */
function read(bytes: string, size = bytes.length): { messages: unknown[]; damage: string[] } {
  const messages: unknown[] = [];
  const damage: string[] = [];
  const reader = new FrameReader({ message: (value) => messages.push(value), damaged: (why) => damage.push(why) });
  const all = Buffer.from(bytes);
  for (let at = 0; at < all.length; at += size) reader.push(all.subarray(at, at + size));
  return { messages, damage };
}

/** Damaged bytes, the messages that they still have, and what is said of them. */
const damaged: [name: string, bytes: string, messages: unknown[], why: RegExp][] = [
  ['too long', frame('{"a":1}', 40), [{ a: 1 }], /Content-Length 40 is longer than the message/],
  ['much too long', frame('{"a":1}', 4_000_000), [{ a: 1 }], /longer than the message/],
  ...[1, 2, 9, 15, 16, 17, 18, 19, 20, 21].map((more): [string, string, unknown[], RegExp] => [`${more} too long`, frame('{"a":1}', 7 + more), [{ a: 1 }], /longer than the message|no JSON/]),
  ['too short', frame('{"a":1}', 4), [], /no JSON/],
  ['0', frame('{"a":1}', 0), [], /something else than a header/],
  ['negative', frame('{"a":1}', -7), [], /"-7" is no number/],
  ['infinite', frame('{"a":1}', '1e999'), [], /"1e999" is no number/],
  ['NaN', frame('{"a":1}', 'NaN'), [], /"NaN" is no number/],
  ['a fraction', frame('{"a":1}', '7.5'), [], /"7.5" is no number/],
  ['huge', frame('{"a":1}', '99999999999999999999'), [], /is more than/],
  ['empty', frame('{"a":1}', ''), [], /"" is no number/],
  ['missing', 'Content-Type: x\r\n\r\n{"a":1}', [], /no Content-Length/],
  ['no header at all', '{"a":1}', [], /something else than a header/],
  ['only an empty line', '\r\n\r\n', [], /no Content-Length/],
  ['no JSON', frame('hello'), [], /no JSON/],
  ['half a string', frame('{"a":"'), [], /no JSON/],
  ['8 KiB of nothing', 'x'.repeat(8192), [], /4096 bytes have no header/],
  ['bytes that are no UTF-8', frame('{"a":\u0000\u0001}'), [], /no JSON/],
];

describe('framing of the debug adapter', function () {
  const good = { seq: 1, text: 'Content-Length: 12 \u00e4\u20ac\ud83d\ude00' };

  it('reads messages in pieces of any size, with other headers and with LF alone', () => {
    const bytes = `${frame(JSON.stringify(good))}Content-Type: application/json\r\n${frame(JSON.stringify(good))}content-length: 2\n\n{}`;
    for (const size of [1, 2, 3, 7, 64, 10_000]) assert.deepEqual(read(bytes, size), { messages: [good, good, {}], damage: [] }, `pieces of ${size}`);
  });

  for (const [name, bytes, messages, why] of damaged) {
    it(`goes on behind a message whose length is or which has: ${name}`, () => {
      for (const size of [1, 5, 1 << 20]) {
        const result = read(frame('{"before":1}') + bytes + frame(JSON.stringify(good)) + frame('{}'), size);
        assert.deepEqual(result.messages, [{ before: 1 }, ...messages, good, {}]);
        assert.equal(result.damage.length, 1, result.damage.join('\n'));
        assert.match(result.damage[0], why);
      }
    });
  }

  it('keeps the session alive: after each damaged message threads and stackTrace answer', async () => {
    const wire = new Wire();
    await wire.launch({ program: join(root, 'src', 'embedded', 'programs', 'open_file.go'), runtime: 'embedded', stopOnEntry: true });
    for (const [name, bytes, , why] of damaged) {
      const told = wire.event<{ category: string; output: string }>('output', ({ output }) => why.test(output));
      wire.bytes(bytes);
      const { body: { threads } } = await wire.request<{ threads: { id: number }[] }>('threads');
      const { body: { stackFrames } } = await wire.request<{ stackFrames: { name: string }[] }>('stackTrace', { threadId: threads[0].id });
      assert.equal(stackFrames[0].name, 'main.main', name);
      assert.equal((await told).category, 'important');
    }
    for (const text of ['[]', 'null', '7', '"x"', '{"type":"event","seq":1}', '{"type":"request"}', '{"type":"request","seq":"1","command":"threads"}']) {
      const told = wire.event<{ output: string }>('output', ({ output }) => /no request of the protocol/.test(output));
      wire.raw(text);
      await told;
    }
    assert.equal((await wire.request('disconnect', {})).success, true);
    assert.ok(wire.isShut);
  });
});
