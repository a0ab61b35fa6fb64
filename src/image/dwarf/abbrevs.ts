/** Abbreviation tables: the shapes of debugging information entries. */
import { ByteReader, DamageError } from '../shared/bytes';
import { Form } from './constants';

export interface Abbrev {
  tag: number;
  hasChildren: boolean;
  attributes: number[];
  forms: number[];
  /** Values of DW_FORM_implicit_const, by position. */
  implicit: number[];
  /**
   * How to skip the attributes in 32-bit DWARF with 8-byte addresses: n >= 0 skips n bytes, -form one value of that form.
   * Runs of fixed-size forms are one step, so most entries take two or three.
   */
  plan: number[];
}

export const fixedSizes: Record<number, number> = {
  [Form.addr]: 8, [Form.data1]: 1, [Form.data2]: 2, [Form.data4]: 4, [Form.data8]: 8, [Form.data16]: 16, [Form.flag]: 1, [Form.flagPresent]: 0,
  [Form.ref1]: 1, [Form.ref2]: 2, [Form.ref4]: 4, [Form.ref8]: 8, [Form.refSig8]: 8, [Form.implicitConst]: 0,
  [Form.strx1]: 1, [Form.strx2]: 2, [Form.strx3]: 3, [Form.strx4]: 4, [Form.addrx1]: 1, [Form.addrx2]: 2, [Form.addrx3]: 3, [Form.addrx4]: 4,
  [Form.refSup4]: 4, [Form.refSup8]: 8,
};
/** Forms whose size is that of a section offset: 4 bytes in 32-bit DWARF. */
const offsetForms: ReadonlySet<number> = new Set([Form.strp, Form.lineStrp, Form.secOffset, Form.strpSup]);

export class AbbrevTables {
  private readonly tables = new Map<string, Abbrev[]>();

  constructor(private readonly bytes: Uint8Array) {}

  /** DW_FORM_ref_addr has the size of an address in version 2 and of a section offset since; so tables are kept by both. */
  at(offset: number, version: number): Abbrev[] {
    const refAddrSize = version < 3 ? 8 : 4;
    const key = `${offset}/${refAddrSize}`;
    let table = this.tables.get(key);
    if (!table) this.tables.set(key, table = this.read(offset, refAddrSize));
    return table;
  }

  private read(offset: number, refAddrSize: number): Abbrev[] {
    const reader = new ByteReader(this.bytes, offset);
    const table: Abbrev[] = [];
    for (let code = reader.uleb(); code !== 0; code = reader.uleb()) {
      if (code > 100_000) throw new DamageError(`abbreviation code ${code} in .debug_abbrev`);
      const abbrev: Abbrev = { tag: reader.uleb(), hasChildren: reader.u8() !== 0, attributes: [], forms: [], implicit: [], plan: [] };
      for (;;) {
        const attribute = reader.uleb();
        const form = reader.uleb();
        if (attribute === 0 && form === 0) break;
        abbrev.attributes.push(attribute);
        abbrev.forms.push(form);
        abbrev.implicit.push(form === Form.implicitConst ? reader.sleb() : 0);
        const size = offsetForms.has(form) ? 4 : form === Form.refAddr ? refAddrSize : fixedSizes[form];
        const { plan } = abbrev;
        if (size === undefined) plan.push(-form);
        else if (plan.length > 0 && plan[plan.length - 1] >= 0) plan[plan.length - 1] += size;
        else plan.push(size);
      }
      table[code] = abbrev;
    }
    return table;
  }
}
