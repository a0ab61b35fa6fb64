/** Shuffles, unpacking, packing, inserting and extracting of SSE2 on XMM registers. */
import { Mnemonic } from '../decode/iced';
import { i32, i64 } from '../wasm/ops';
import { i16x8, i8x16, v128 } from '../wasm/simd';
import type { Value } from '../wasm/value';
import type { Emitter, Lift, LiftEntry, LiftTable } from './emitter';
import { packed } from './sse-integer';

const usesMmx = (e: Emitter): boolean => e.form.operands.some((operand) => operand.kind === 'other');

/** Byte numbers of the given elements of `size` bytes; elements from 16/size on are the second vector's. */
const bytesOf = (elements: readonly number[], size: number): number[] =>
  elements.flatMap((element) => Array.from({ length: size }, (_, byte) => element * size + byte));

/** Elements of the low (or high) halves of both operands in turn. */
function unpack(size: number, high: boolean): Lift {
  const count = 16 / size, half = count / 2, first = high ? half : 0;
  const lanes = bytesOf(Array.from({ length: count }, (_, i) => first + (i >> 1) + (i & 1 ? count : 0)), size);
  return packed((a, b) => i8x16.shuffle(a, b, lanes));
}

/** Shuffles whose selection is the immediate of operand 2. `elements`: from the immediate, of `size` bytes; 16/size and up are the source's. */
const shuffleByImmediate = (size: number, elements: (immediate: number) => number[]): LiftEntry => ({
  immediateInForm: true,
  lift: (e) => {
    if (usesMmx(e)) return e.unsupported();
    const source = e.readV128(1, true);
    e.writeV128(0, i8x16.shuffle(e.readV128(0), source, bytesOf(elements(e.staticImmediate(2) & 0xff), size)));
  },
});

const twoBits = (immediate: number): number[] => [immediate & 3, (immediate >> 2) & 3, (immediate >> 4) & 3, immediate >> 6];

/** PSLLDQ and PSRLDQ: whole bytes, zeros come in. */
const shiftBytes = (left: boolean): LiftEntry => ({
  immediateInForm: true,
  lift: (e) => {
    const count = Math.min(e.staticImmediate(1) & 0xff, 16);
    const lanes = Array.from({ length: 16 }, (_, i) => {
      const from = left ? i - count : i + count;
      return from >= 0 && from < 16 ? from : 16;
    });
    e.writeV128(0, i8x16.shuffle(e.readV128(0), v128.const(new Uint8Array(16)), lanes));
  },
});

const insertWord: LiftEntry = {
  immediateInForm: true,
  lift: (e) => {
    if (usesMmx(e)) return e.unsupported();
    const source = e.read(1);
    const word: Value = source.type === 'i64' ? i32.wrap_i64(source) : source;
    e.writeV128(0, i16x8.replace_lane(e.readV128(0), e.staticImmediate(2) & 7, word));
  },
};

const extractWord: LiftEntry = {
  immediateInForm: true,
  lift: (e) => {
    if (usesMmx(e)) return e.unsupported();
    const word = i16x8.extract_lane_u(e.readV128(1), e.staticImmediate(2) & 7);
    e.write(0, e.form.operands[0].size === 8 ? i64.extend_i32_u(word) : word);
  },
};

export const sseShuffleLifts: LiftTable = {
  [Mnemonic.Shufps]: shuffleByImmediate(4, (imm) => { const [a, b, c, d] = twoBits(imm); return [a, b, c + 4, d + 4]; }),
  [Mnemonic.Shufpd]: shuffleByImmediate(8, (imm) => [imm & 1, 2 + ((imm >> 1) & 1)]),
  [Mnemonic.Pshufd]: shuffleByImmediate(4, (imm) => twoBits(imm).map((element) => element + 4)),
  [Mnemonic.Pshuflw]: shuffleByImmediate(2, (imm) => [...twoBits(imm).map((element) => element + 8), 12, 13, 14, 15]),
  [Mnemonic.Pshufhw]: shuffleByImmediate(2, (imm) => [8, 9, 10, 11, ...twoBits(imm).map((element) => element + 12)]),
  [Mnemonic.Unpcklps]: unpack(4, false),
  [Mnemonic.Unpckhps]: unpack(4, true),
  [Mnemonic.Unpcklpd]: unpack(8, false),
  [Mnemonic.Unpckhpd]: unpack(8, true),
  [Mnemonic.Punpcklbw]: unpack(1, false),
  [Mnemonic.Punpckhbw]: unpack(1, true),
  [Mnemonic.Punpcklwd]: unpack(2, false),
  [Mnemonic.Punpckhwd]: unpack(2, true),
  [Mnemonic.Punpckldq]: unpack(4, false),
  [Mnemonic.Punpckhdq]: unpack(4, true),
  [Mnemonic.Punpcklqdq]: unpack(8, false),
  [Mnemonic.Punpckhqdq]: unpack(8, true),
  [Mnemonic.Packsswb]: packed(i8x16.narrow_i16x8_s),
  [Mnemonic.Packuswb]: packed(i8x16.narrow_i16x8_u),
  [Mnemonic.Packssdw]: packed(i16x8.narrow_i32x4_s),
  [Mnemonic.Pslldq]: shiftBytes(true),
  [Mnemonic.Psrldq]: shiftBytes(false),
  [Mnemonic.Pinsrw]: insertWord,
  [Mnemonic.Pextrw]: extractWord,
};
