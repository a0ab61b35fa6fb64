/**
 * Instruction records: what a handler of the interpreter needs of one instruction, in linear memory. The records of
 * instructions that follow each other are adjacent, so the next one is at +RECORD_SIZE. From operand0 on it is the second half
 * of a template's row (decode/template-rows.ts).
 */
export const RECORD_SIZE = 48;

/** Field offsets. */
export const enum RecordField {
  /** Handler's index in the function table, u32. */
  handler = 0,
  /** Record of the direct target, or of the last target of a computed call, u32; 0: not known yet. */
  link = 4,
  /** Guest address, i64. */
  address = 8,
  /** Register file addresses of operands 0 to 2, u16 each. */
  operand0 = 16,
  /** Register file addresses of base and index register, u16 each. */
  base = 24,
  index = 26,
  /** Scale of the index as a shift count, u8. */
  scale = 28,
  /** Length in bytes, u8. */
  length = 29,
  displacement = 32,
  /** Immediate, or address of the direct target, i64. */
  immediate = 40,
}
