/**
 * Handlers of instruction forms: which exist, and their places in the function table. A form is what instructions have in
 * common whose handler can be the same: mnemonic, operand kinds and sizes, addressing shape, repeat prefix, and the
 * immediate where the lift asks for it. Handlers are made when a form is first decoded, many at a time.
 */
import type { DecodedInstruction } from '../decode/iced';
import type { LiftEntry } from '../lift/emitter';
import { liftEntry } from '../lift/table';
import { ModuleBuilder } from '../wasm/module-builder';
import type { GeneratedCode } from './generated-code';
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

const HANDLER_SIGNATURE = { params: ['i32'], results: ['i32'] } as const;

export class FormTable {
  /** Handler by DecodedInstruction.shapeKey, and by description: several codes share a form. */
  private readonly byKey = new Map<number | string, number>();
  private readonly byDescription = new Map<string, number>();

  constructor(private readonly generated: GeneratedCode) {}

  private key(decoded: DecodedInstruction, entry: LiftEntry): number | string {
    return entry.immediateInForm ? `${decoded.shapeKey}#${decoded.immediate}` : decoded.shapeKey;
  }

  /** Handlers of the instructions, in their order. */
  handlersOf(instructions: readonly DecodedInstruction[]): number[] {
    const handlers: number[] = [];
    const missing = new Map<string, { decoded: DecodedInstruction; entry: LiftEntry; key: number | string; places: number[] }>();
    instructions.forEach((decoded, place) => {
      const entry = liftEntry(decoded.mnemonic);
      if (!entry) {
        handlers.push(SpecialHandler.unsupported);
        return;
      }
      const key = this.key(decoded, entry);
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
    if (missing.size > 0) this.compile(missing, handlers);
    return handlers;
  }

  private compile(missing: Map<string, { decoded: DecodedInstruction; entry: LiftEntry; key: number | string; places: number[] }>, handlers: number[]): void {
    const first = this.generated.reserve(missing.size);
    const builder: ModuleBuilder = this.generated.newModule();
    const helpers = this.generated.importHelpers(builder);
    const functions: number[] = [];
    for (const [description, { decoded, entry, key, places }] of missing) {
      const { code, mnemonic, operands, repeat } = decoded;
      const emitter = new InterpreterEmitter({ code, mnemonic, operands, repeat }, decoded, entry.immediateInForm ?? false, helpers);
      entry.lift(emitter);
      const handler = first + functions.length;
      functions.push(builder.addFunction(HANDLER_SIGNATURE, emitter.finish()));
      this.byKey.set(key, handler);
      this.byDescription.set(description, handler);
      for (const place of places) handlers[place] = handler;
    }
    this.generated.install(builder, first, functions);
  }
}
