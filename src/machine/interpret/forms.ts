/**
 * Handlers of instruction forms: which exist, and their places in the function table. A form is what instructions have in
 * common whose handler can be the same: mnemonic, operand kinds and sizes, addressing shape, repeat prefix, and the
 * immediate where the lift asks for it. Handlers are made when a form is first decoded, many at a time.
 */
import { InstructionDecoder, type DecodedInstruction } from '../decode/iced';
import type { LiftEntry } from '../lift/emitter';
import { liftEntry } from '../lift/table';
import type { ModuleBuilder } from '../wasm/module-builder';
import { COMMON_FORMS } from './common-forms';
import type { GeneratedCode } from './generated-code';
import { prebuiltForms, type CommonForms } from './prebuilt-forms';
import { SpecialHandler } from './executor-module';
import { InterpreterEmitter } from './interpreter-emitter';

function describe(decoded: DecodedInstruction): string {
  const operands = decoded.operands.map(({ kind, size }) => `${kind}${size}`).join();
  const { memory } = decoded;
  const shape = memory ? `${memory.base}${memory.index}${memory.segment}${memory.address32}` : '';
  return `${decoded.mnemonic} ${operands} ${shape} ${decoded.repeat}`;
}

/** True if the machine has a definition for the instruction. */
export function isSupported(decoded: DecodedInstruction): boolean {
  return liftEntry(decoded.mnemonic) !== undefined && decoded.operands.every(({ kind }) => kind !== 'other');
}

/** True if instructions that differ in their immediate alone may have different handlers. */
export function dependsOnImmediate(decoded: DecodedInstruction): boolean { return liftEntry(decoded.mnemonic)?.immediateInForm ?? false; }

/** What is equal for instructions that have one handler. */
function formKey(decoded: DecodedInstruction, entry: LiftEntry): number | string {
  return entry.immediateInForm ? `${decoded.shapeKey}#${decoded.immediate}` : decoded.shapeKey;
}

/** Forms without a handler, by description. `places`: where in the list of handlers theirs belongs. */
type Missing = Map<string, { decoded: DecodedInstruction; entry: LiftEntry; key: number | string; places: number[] }>;

export class FormTable {
  /** Handler by DecodedInstruction.shapeKey, and by description: several codes share a form. */
  private readonly byKey = new Map<number | string, number>();
  private readonly byDescription = new Map<string, number>();

  /** The module of the common forms: the same for all machines. */
  private static common: { module: WebAssembly.Module; forms: CommonForms['forms'] } | undefined;

  /** Handler of the first of the common forms. */
  firstCommon = 0;

  private constructor(private readonly generated: GeneratedCode) {}

  /** A table with the common forms. */
  static make(generated: GeneratedCode): FormTable {
    if (!FormTable.common) {
      const { wasm, forms } = prebuiltForms?.() ?? FormTable.generateCommon(generated);
      FormTable.common = { module: new WebAssembly.Module(wasm as BufferSource), forms };
    }
    const { module, forms } = FormTable.common;
    const table = new FormTable(generated);
    const first = table.firstCommon = generated.reserve(forms.length);
    generated.instantiate(module, first, forms.length);
    forms.forEach(({ key, description }, i) => table.remember(key, description, first + i));
    return table;
  }

  /** Generates the handlers of the common forms, which depend on the sources alone. */
  static generateCommon(generated: GeneratedCode): CommonForms {
    const bytes = Uint8Array.from(COMMON_FORMS.replace(/\s+/g, '').match(/../g)!, (pair) => parseInt(pair, 16));
    const { instructions } = new InstructionDecoder().decode(bytes, 0, () => true);
    const missing: Missing = new Map();
    const table = new FormTable(generated);
    table.collect(instructions, missing);
    return { wasm: table.generate(missing).build(), forms: [...missing].map(([description, { key }]) => ({ key, description })) };
  }

  private remember(key: number | string, description: string, handler: number): void {
    this.byKey.set(key, handler);
    this.byDescription.set(description, handler);
  }

  /** Handlers of the instructions, in their order. */
  handlersOf(instructions: readonly DecodedInstruction[]): number[] {
    const missing: Missing = new Map();
    const handlers = this.collect(instructions, missing);
    if (missing.size > 0) this.add(missing, handlers);
    return handlers;
  }

  /** Handlers as far as they exist; notes the forms of which none exists yet. */
  private collect(instructions: readonly DecodedInstruction[], missing: Missing): number[] {
    const handlers: number[] = [];
    instructions.forEach((decoded, place) => {
      const entry = liftEntry(decoded.mnemonic);
      if (!entry) {
        handlers.push(SpecialHandler.unsupported);
        return;
      }
      const key = formKey(decoded, entry);
      const known = this.byKey.get(key);
      if (known !== undefined) {
        handlers.push(known);
        return;
      }
      if (!isSupported(decoded)) {
        handlers.push(SpecialHandler.unsupported);
        return;
      }
      const description = entry.immediateInForm ? `${describe(decoded)} ${decoded.immediate}` : describe(decoded);
      const same = this.byDescription.get(description);
      if (same !== undefined) this.byKey.set(key, same);
      else if (missing.has(description)) missing.get(description)!.places.push(place);
      else missing.set(description, { decoded, entry, key, places: [place] });
      handlers.push(same ?? 0);
    });
    return handlers;
  }

  private add(missing: Missing, handlers: number[]): void {
    const first = this.generated.reserve(missing.size);
    this.generated.instantiate(this.generated.compile(this.generate(missing)), first, missing.size);
    let handler = first;
    for (const [description, { key, places }] of missing) {
      this.remember(key, description, handler);
      for (const place of places) handlers[place] = handler;
      handler++;
    }
  }

  /** A module with a function for each missing form, in their order. */
  private generate(missing: Missing): ModuleBuilder {
    const builder = this.generated.newModule();
    const helpers = this.generated.calleeIn(builder);
    for (const { decoded, entry } of missing.values()) {
      const { code, mnemonic, operands, repeat } = decoded;
      const emitter = new InterpreterEmitter({ code, mnemonic, operands, repeat }, decoded, entry.immediateInForm ?? false, helpers);
      entry.lift(emitter);
      this.generated.addHandler(builder, emitter.finish());
    }
    return builder;
  }
}
