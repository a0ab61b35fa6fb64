/**
 * Meanings of SSE and AVX instructions, put together from an operation and the kind of its lanes (Intel SDM vol. 2 for the
 * facts). Go's names differ from Intel's in the lane letter: L where Intel has D, O for the whole register.
 */
import type { Meaning } from './meanings';

const LANES: Record<string, string> = {
  PS: 'singles', PD: 'doubles', SS: 'single (lowest lane)', SD: 'double (lowest lane)', B: 'bytes', W: '16-bit lanes', L: '32-bit lanes', D: '32-bit lanes', Q: '64-bit lanes', O: 'whole register, by bytes', DQ: 'whole register, by bytes',
};

/** Operation -> what happens to each lane. `dst` and `src` stand for the lane of either; with AVX `dst` on the right is the second source. */
const FLOAT: Record<string, string> = {
  ADD: 'dst = dst + src', SUB: 'dst = dst - src', MUL: 'dst = dst * src', DIV: 'dst = dst / src', SQRT: 'dst = square root of src', MIN: 'dst = the smaller of dst and src; src if one is a NaN', MAX: 'dst = the larger of dst and src; src if one is a NaN',
  AND: 'dst = dst & src, bit by bit', OR: 'dst = dst | src, bit by bit', XOR: 'dst = dst ^ src, bit by bit', ANDN: 'dst = ^dst & src, bit by bit', RCP: 'dst = about 1/src (12 bits)', RSQRT: 'dst = about 1/√src (12 bits)',
  CMP: 'dst = all ones if the comparison that the immediate names holds, else 0', SHUF: 'picks lanes of dst and src as the immediate says', UNPCKL: 'interleaves the low halves of dst and src', UNPCKH: 'interleaves the high halves of dst and src',
  HADD: 'adds neighbouring lanes', HSUB: 'subtracts neighbouring lanes', ADDSUB: 'subtracts even lanes, adds odd ones', ROUND: 'dst = src rounded as the immediate says', BLEND: 'picks each lane from dst or src by a bit of the immediate', BLENDV: 'picks each lane from dst or src by the mask\'s top bit', MOVMSK: 'dst = the sign bits of the lanes, as an integer', DP: 'dot product of the lanes that the immediate names',
};
const INTEGER: Record<string, string> = {
  ADD: 'dst = dst + src, wrapping', SUB: 'dst = dst - src, wrapping', ADDS: 'dst = dst + src, signed, saturating', ADDUS: 'dst = dst + src, unsigned, saturating', SUBS: 'dst = dst - src, signed, saturating', SUBUS: 'dst = dst - src, unsigned, saturating',
  CMPEQ: 'dst = all ones if dst = src, else 0', CMPGT: 'dst = all ones if dst > src (signed), else 0', SLL: 'shifts left; zeros come in', SRL: 'shifts right; zeros come in', SRA: 'shifts right; sign bits come in', SLLV: 'shifts each lane left by its own count', SRLV: 'shifts each lane right by its own count', SRAV: 'shifts each lane right by its own count, sign bits come in',
  MAXS: 'dst = the larger, signed', MINS: 'dst = the smaller, signed', MAXU: 'dst = the larger, unsigned', MINU: 'dst = the smaller, unsigned', ABS: 'dst = |src|', AVG: 'dst = rounded average, unsigned', MULL: 'dst = low half of dst * src', MULH: 'dst = high half of dst * src, signed', MULHU: 'dst = high half of dst * src, unsigned',
  HADD: 'adds neighbouring lanes', HSUB: 'subtracts neighbouring lanes', SIGN: 'dst = dst with the sign of src', BROADCAST: 'copies the lowest lane of src to every lane of dst', BLEND: 'picks each lane by a bit of the immediate', INSR: 'puts a general register or memory into the lane that the immediate names', EXTR: 'takes out the lane that the immediate names',
  ROL: 'rotates left', ROR: 'rotates right', CMP: 'mask bit = 1 where the comparison that the immediate names holds', MASKMOV: 'moves only the lanes whose mask has its top bit set', PERM: 'rearranges lanes by index',
};
const WIDENED: Record<string, string> = { BW: '8 to 16', BD: '8 to 32', BQ: '8 to 64', WD: '16 to 32', WQ: '16 to 64', DQ: '32 to 64' };

/** Instructions that follow no pattern, without AVX's V. */
const SINGLE: Record<string, [form: string, text: string]> = {
  AESENC: ['key, dst', 'One round of AES encryption: ShiftRows, SubBytes, MixColumns, then xor with the round key.'], AESENCLAST: ['key, dst', 'The last round of AES encryption: without MixColumns.'], AESDEC: ['key, dst', 'One round of AES decryption.'], AESDECLAST: ['key, dst', 'The last round of AES decryption.'], AESIMC: ['src, dst', 'Turns an encryption round key into one for decryption (InvMixColumns).'], AESKEYGENASSIST: ['$rcon, src, dst', 'Helps to derive the next AES round key.'],
  PCLMULQDQ: ['$which, src, dst', 'Carry-less product of two 64-bit halves; the immediate says which (GHASH, CRC).'], PALIGNR: ['$n, src, dst', 'dst:src shifted right by n bytes; the low half stays.'], PTEST: ['a, b', 'ZF = (a & b) is 0; CF = (a & ^b) is 0.'],
  MOVDQA: ['src, dst', 'Moves a whole register, aligned in memory.'], MOVDQU: ['src, dst', 'Moves a whole register, any alignment.'], MOVNTDQ: ['reg, mem', 'Stores past the caches (non-temporal), aligned.'], MOVNTO: ['reg, mem', 'Stores 16 bytes past the caches (non-temporal), aligned.'], MOVNTIQ: ['reg, mem', 'Stores 64 bits past the caches (non-temporal).'], MOVNTIL: ['reg, mem', 'Stores 32 bits past the caches (non-temporal).'],
  MOVD: ['src, dst', 'Between a general and an XMM register: 64 bits in Go (as MOVQ).'], MOVQ: ['src, dst', 'Copies 64 bits; an XMM destination loses its upper half.'], MOVAPD: ['src, dst', '16 bytes, aligned.'], MOVDDUP: ['src, dst', 'Copies the low double to both halves.'], MOVHLPS: ['src, dst', 'High half of src to the low half of dst.'], MOVLHPS: ['src, dst', 'Low half of src to the high half of dst.'], MOVHPD: ['src, dst', 'Moves the high double.'], MOVHPS: ['src, dst', 'Moves the high 64 bits.'], MOVLPD: ['src, dst', 'Moves the low double.'], MOVLPS: ['src, dst', 'Moves the low 64 bits.'],
  PERM2I128: ['$which, src, dst', 'Picks two 128-bit halves out of two registers.'], PERM2F128: ['$which, src, dst', 'Picks two 128-bit halves out of two registers.'], INSERTI128: ['$half, src, dst', 'Puts 128 bits into a half.'], EXTRACTI128: ['$half, src, dst', 'Takes a 128-bit half.'], INSERTF128: ['$half, src, dst', 'Puts 128 bits into a half.'], EXTRACTF128: ['$half, src, dst', 'Takes a 128-bit half.'], BROADCASTI128: ['mem, dst', 'Loads 128 bits into both halves.'],
  ZEROUPPER: ['', 'Clears the upper halves of all Y registers: SSE code after it runs at full speed.'], ZEROALL: ['', 'Clears all Y registers.'], PSADBW: ['src, dst', 'Sums of absolute differences of bytes, one for each 8 bytes.'], PMADDWL: ['src, dst', 'Products of 16-bit lanes, neighbours added to 32 bits.'], PMADDWD: ['src, dst', 'Products of 16-bit lanes, neighbours added to 32 bits.'], PMADDUBSW: ['src, dst', 'Products of unsigned and signed bytes, neighbours added, saturating.'], PMULULQ: ['src, dst', '64-bit products of the even 32-bit lanes, unsigned.'], PMULUDQ: ['src, dst', '64-bit products of the even 32-bit lanes, unsigned.'], PMULDQ: ['src, dst', '64-bit products of the even 32-bit lanes, signed.'],
  PSHUFL: ['$order, src, dst', 'Rearranges four 32-bit lanes (Intel: PSHUFD).'], PSHUFHW: ['$order, src, dst', 'Rearranges the four upper 16-bit lanes.'], PSHUFLW: ['$order, src, dst', 'Rearranges the four lower 16-bit lanes.'], PSHUFW: ['$order, src, dst', 'Rearranges four 16-bit lanes.'], PBLENDVB: ['X0, src, dst', 'Picks bytes by the top bits of the mask.'],
  PCMPESTRI: ['$how, src, dst', 'Compares strings of the lengths in AX and DX; the index goes to CX.'], PCMPISTRI: ['$how, src, dst', 'Compares zero-terminated strings; the index goes to CX.'], PCMPESTRM: ['$how, src, dst', 'As PCMPESTRI; the answer is a mask in X0.'], PCMPISTRM: ['$how, src, dst', 'As PCMPISTRI; the answer is a mask in X0.'],
  LDMXCSR: ['mem', 'Loads the SSE control and status word.'], STMXCSR: ['mem', 'Stores the SSE control and status word.'], UCOMISS: ['a, b', 'Compares singles into ZF PF CF (PF: unordered).'], COMISS: ['a, b', 'As UCOMISS; signals on quiet NaNs.'], PAND: ['src, dst', 'dst &= src.'], POR: ['src, dst', 'dst |= src.'], PXOR: ['src, dst', 'dst ^= src.'], PANDN: ['src, dst', 'dst = ^dst & src.'], PMOVMSKB: ['src, dst', "Bit mask of the bytes' top bits."], PSHUFB: ['mask, dst', 'Rearranges bytes by mask.'], PSHUFD: ['$order, src, dst', 'Rearranges 32-bit lanes, four at a time.'], TERNLOG: ['$table, src, dst', 'Any function of three bits, by truth table.'], LDDQU: ['mem, dst', 'Loads a whole register, any alignment.'],
  SHA256RNDS2: ['X0, src, dst', 'Two rounds of SHA-256.'], SHA256MSG1: ['src, dst', 'Part one of the next SHA-256 message words.'], SHA256MSG2: ['src, dst', 'Part two of the next SHA-256 message words.'], SHA1RNDS4: ['$function, src, dst', 'Four rounds of SHA-1.'], SHA1NEXTE: ['src, dst', "SHA-1's E after four rounds."], SHA1MSG1: ['src, dst', 'Part one of the next SHA-1 message words.'], SHA1MSG2: ['src, dst', 'Part two of the next SHA-1 message words.'],
};

const NUMBERS: Record<string, string> = { SD: 'double', SS: 'single', SQ: '64-bit integer', SL: '32-bit integer', PD: 'doubles', PS: 'singles', PL: '32-bit integers', DQ: '32-bit integers', QQ: '64-bit integers', SI: 'integer', SIQ: '64-bit integer', SIL: '32-bit integer' };

export function vectorMeaning(name: string): Meaning | undefined {
  const avx = name.startsWith('V') && name !== 'VERR' && name !== 'VERW';
  const plain = avx ? name.slice(1) : name;
  const found = single(plain) ?? fused(plain) ?? converted(plain) ?? widened(plain) ?? interleaved(plain) ?? lanewise(plain);
  if (!found) return undefined;
  const three = avx && /^src, dst$|^mask, dst$|^key, dst$/.test(found[0]);
  const operands = three ? found[0].replace(', dst', ', src2, dst') : avx ? found[0].replace(/, src, dst$/, ', src, src2, dst') : found[0];
  const moves = /^(MOV|PMOV|PABS|SQRT|CVT|PBROADCAST|PTEST|AESIMC|LDDQU)/.test(plain);
  return { form: `${name} ${avx && moves ? found[0] : operands}`.trim(), text: avx && !moves && /dst/.test(found[1]) ? `${found[1]} With AVX, src2 takes the place of dst on the right.` : found[1] };
}

type Row = [form: string, text: string];

const single = (name: string): Row | undefined => (Object.hasOwn(SINGLE, name) ? SINGLE[name] : undefined);

/** FMA: the digits say which operands are multiplied, counted from Go's last operand (Intel's first). */
function fused(name: string): Row | undefined {
  const match = /^F(N?)M(ADD|SUB)(132|213|231)(PS|PD|SS|SD)$/.exec(name);
  if (!match) return undefined;
  const product = { 132: 'dst * a', 213: 'b * dst', 231: 'b * a' }[match[3] as '132'];
  const added = { 132: 'b', 213: 'a', 231: 'dst' }[match[3] as '132'];
  return ['a, b, dst', `dst = ${match[1] ? '-' : ''}(${product}) ${match[2] === 'ADD' ? '+' : '-'} ${added}, rounded once (${LANES[match[4]]}).`];
}

function converted(name: string): Row | undefined {
  const match = /^CVT(T?)(SD|SS|SQ|SL|PD|PS|PL|DQ|QQ|SI)2(SD|SS|SQ|SL|PD|PS|PL|DQ|QQ|SIQ|SIL|SI)[LQXY]?$/.exec(name);
  return match ? ['src, dst', `Converts ${NUMBERS[match[2]]} to ${NUMBERS[match[3]]}${match[1] ? ', truncated towards zero' : ''}.`] : undefined;
}

function widened(name: string): Row | undefined {
  const match = /^PMOV([SZ])X(BW|BD|BQ|WD|WQ|DQ)$/.exec(name);
  return match ? ['src, dst', `Widens the low lanes from ${WIDENED[match[2]]} bits, ${match[1] === 'S' ? 'sign' : 'zero'}-extended.`] : undefined;
}

function interleaved(name: string): Row | undefined {
  const unpack = /^PUNPCK([LH])(BW|WL|WD|LQ|DQ|QDQ|LQDQ|HQDQ)$/.exec(name);
  if (unpack) return ['src, dst', `Interleaves the ${unpack[1] === 'L' ? 'low' : 'high'} halves of dst and src (${LANES[unpack[2][0]]}).`];
  const pack = /^PACK([SU])S(SW|WB|SL|SLW|SWB|SDW|DW|LW)B?$/.exec(name);
  return pack ? ['src, dst', `Packs the lanes of dst and src to half their width, ${pack[1] === 'S' ? 'signed' : 'unsigned'}, saturating.`] : undefined;
}

function lanewise(name: string): Row | undefined {
  const float = /^([A-Z]+?)(PS|PD|SS|SD)$/.exec(name);
  if (float && Object.hasOwn(FLOAT, float[1])) return [formOf(float[1]), `${FLOAT[float[1]]} (${LANES[float[2]]}).`];
  const whole = /^P(SLL|SRL)DQ$/.exec(name);
  if (whole) return ['count, dst', `${INTEGER[whole[1]]} (${LANES.DQ}).`];
  const integer = /^P([A-Z]+)([BWLDQO])$/.exec(name);
  if (integer && Object.hasOwn(INTEGER, integer[1])) return [formOf(integer[1]), `${INTEGER[integer[1]]} (${LANES[integer[2]]}).`];
  return undefined;
}

const formOf = (operation: string): string => (/^(CMP|SHUF|ROUND|BLEND|INSR|EXTR|DP|ROL|ROR)$/.test(operation) ? '$imm, src, dst' : /^S[LR][LA]$/.test(operation) ? 'count, dst' : 'src, dst');
