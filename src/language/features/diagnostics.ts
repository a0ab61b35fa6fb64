/** What is surely wrong in a `.s` file. Says nothing where a macro, a condition or an unknown type may explain it. */
import { type AssemblyFile, type AssemblyFunction, goName, type Span } from '../assembly/parse';
import { DIRECTIVES, ENDS, JUMPS, MNEMONICS } from '../assembly/mnemonics';
import type { GoFunction } from '../go/declarations';
import { argumentFrame, type ArgumentFrame, type TypeTable } from '../go/layout';
import { similar } from '../assembly/similar';

export interface Finding extends Span { line: number; severity: 'error' | 'warning'; message: string; code: string }

export interface PackageContext extends TypeTable {
  /** Declarations of the package that the file belongs to. */
  declaration(name: string): GoFunction | undefined;
  /** Macro names of the included files that could be read; undefined if an include could not be found. */
  macros: ReadonlySet<string> | undefined;
}

const REGISTER = /^(AX|BX|CX|DX|SI|DI|BP|SP|[ABCD][LH]|(SI|DI|BP|SP)B|R([89]|1[0-5])[BWL]?|[XYZ]\d+|[FM]\d|K[0-7]|[CDEFGS]S|CR\d|DR\d|TR\d|TLS|g|PC|SB|FP)$/;

export function diagnose(file: AssemblyFile, context: PackageContext): Finding[] {
  const findings: Finding[] = [];
  const macros = new Set([...file.macros.map((macro) => macro.text), ...(context.macros ?? [])]);
  for (const fn of file.functions) {
    const jumped = new Set<string>();
    const labels = new Set(fn.labels.map((label) => label.text));
    const usesMacro = fn.statements.some((statement) => macros.has(statement.mnemonic.text) || (!MNEMONICS.has(baseOf(statement.mnemonic.text)) && !DIRECTIVES.has(statement.mnemonic.text)));
    const opaque = fn.opaque || usesMacro;
    for (const statement of fn.statements) {
      const { mnemonic, operands, line } = statement;
      const base = baseOf(mnemonic.text);
      if (!MNEMONICS.has(base) && !DIRECTIVES.has(base) && !macros.has(mnemonic.text) && context.macros) {
        const near = similar(base, MNEMONICS);
        findings.push({ line, ...mnemonic, severity: 'error', code: 'unknown-mnemonic', message: `unknown mnemonic ${mnemonic.text}${near ? `; did you mean ${near}?` : ''}` });
      }
      if (JUMPS.has(base) || base === 'CALL') {
        const target = operands.at(-1)?.word;
        if (target && !REGISTER.test(target.text)) {
          jumped.add(target.text);
          if (JUMPS.has(base) && !labels.has(target.text) && !macros.has(target.text) && !opaque) {
            findings.push({ line, ...target, severity: 'error', code: 'no-label', message: `no label ${target.text} in ${fn.directive.symbol.text}` });
          }
        }
      }
    }
    const seen = new Map<string, number>();
    for (const label of fn.labels) {
      if (seen.has(label.text) && !fn.opaque) findings.push({ ...label, severity: 'error', code: 'label-twice', message: `label ${label.text} stands already in line ${seen.get(label.text)! + 1}` });
      seen.set(label.text, label.line);
    }
    missingReturn(fn, opaque, findings);
    beyondFrame(fn, findings);
    againstDeclaration(fn, context, macros, findings);
  }
  return findings;
}

/** `VADDPD.Z`, `JMP` ... without AVX-512 suffixes. */
function baseOf(mnemonic: string): string {
  const dot = mnemonic.indexOf('.');
  return dot < 0 ? mnemonic : mnemonic.slice(0, dot);
}

function missingReturn(fn: AssemblyFunction, opaque: boolean, findings: Finding[]): void {
  if (opaque) return;
  const last = fn.statements.findLast((statement) => !/^(FUNCDATA|PCDATA|PCALIGN|NOP|BYTE|WORD|LONG|QUAD)$/.test(statement.mnemonic.text));
  if (fn.statements.some((statement) => /^(BYTE|WORD|LONG|QUAD)$/.test(statement.mnemonic.text))) return;
  if (!last) {
    findings.push({ line: fn.directive.line, ...fn.directive.symbol, severity: 'warning', code: 'missing-ret', message: `${fn.directive.symbol.text} has no instruction: it runs into what follows` });
    return;
  }
  // A jump backwards, a call that never returns, or a jump to a symbol also end a function; only what surely falls through is said.
  const name = last.mnemonic.text;
  const jumps = JUMPS.has(name) && last.operands.length === 1 && name === 'JMP';
  if (ENDS.has(name) || jumps || name === 'CALL') return;
  findings.push({ line: last.line, ...last.mnemonic, severity: 'warning', code: 'missing-ret', message: `${fn.directive.symbol.text} ends without RET: it runs into what follows` });
}

/** `x-16(SP)` is 16 bytes below the top of the frame: more than the frame has belongs to somebody else. */
function beyondFrame(fn: AssemblyFunction, findings: Finding[]): void {
  const frame = fn.directive.frame;
  if (frame === undefined || frame < 0) return;
  for (const statement of fn.statements) {
    for (const operand of statement.operands) {
      const local = operand.local;
      if (local?.offset !== undefined && -local.offset > frame) {
        findings.push({ line: statement.line, start: local.start, end: local.end, severity: 'warning', code: 'frame-size', message: `${local.text}${local.offset}(SP) is outside the frame of ${frame} bytes that TEXT declares` });
      }
    }
  }
}

function againstDeclaration(fn: AssemblyFunction, context: PackageContext, macros: ReadonlySet<string>, findings: Finding[]): void {
  const { directive } = fn;
  const { path, name } = goName(directive.symbol.text);
  if (path !== undefined || directive.symbol.static || directive.symbol.abi === 'ABIInternal') return;
  const declaration = context.declaration(name);
  if (!declaration || declaration.hasBody) return;
  const frame = argumentFrame(declaration, context);
  if (!frame) return;
  // $0 without "-args" says nothing of the arguments; cmd/vet lets $0-0 pass for functions that do not use FP.
  const usesArguments = fn.statements.some((statement) => statement.operands.some((operand) => operand.argument));
  if (directive.args !== undefined && directive.args !== frame.size && (directive.args !== 0 || usesArguments) && directive.frameSpan) {
    findings.push({ line: directive.line, ...directive.frameSpan, severity: 'warning', code: 'argument-size', message: `argument size ${directive.args} contradicts the Go declaration: ${declaration.signature} has ${frame.size} bytes` });
  }
  for (const statement of fn.statements) {
    for (const operand of statement.operands) {
      const argument = operand.argument;
      if (!argument || argument.offset === undefined || macros.has(argument.text)) continue;
      const places = placesOf(frame);
      const expected = places.get(argument.text);
      const there = [...places].filter(([, slot]) => slot.offset === argument.offset).map(([slotName]) => slotName);
      if (expected && expected.offset !== argument.offset) {
        findings.push({ line: statement.line, ...argument, severity: 'warning', code: 'argument-offset', message: `${argument.text} is at ${argument.text}+${expected.offset}(FP), not +${argument.offset} (${declaration.signature})` });
      } else if (!expected && argument.offset >= frame.size && frame.size > 0) {
        findings.push({ line: statement.line, ...argument, severity: 'warning', code: 'argument-offset', message: `${argument.text}+${argument.offset}(FP) is beyond the ${frame.size} bytes of arguments and results of ${declaration.signature}` });
      } else if (!expected && there.length > 0 && !inside(frame, argument.text, argument.offset)) {
        findings.push({ line: statement.line, ...argument, severity: 'warning', code: 'argument-name', message: `at +${argument.offset}(FP) is ${there[0]}, not ${argument.text} (${declaration.signature})` });
      }
    }
  }
}

function placesOf(frame: ArgumentFrame): Map<string, { offset: number; size: number }> {
  const places = new Map<string, { offset: number; size: number }>();
  for (const slot of frame.slots) {
    if (slot.name !== '_') places.set(slot.name, slot);
    for (const part of slot.parts) places.set(part.name, part);
  }
  return places;
}

/** `name_part` or `_` names for parts of a slot (x_lo, x_hi of a 64-bit value on two halves). */
function inside(frame: ArgumentFrame, name: string, offset: number): boolean {
  return frame.slots.some((slot) => offset >= slot.offset && offset < slot.offset + slot.size && (name === '_' || slot.name === '_' || name.startsWith(`${slot.name}_`)));
}
