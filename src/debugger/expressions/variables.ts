/** Variables of frames and packages as values. */
import type { Location, VariableInfo } from '../../image/program-image';
import type { Frame } from '../../scheduler/api';
import type { NamedValue } from '../api';
import { MemoryFault } from '../../machine/api';
import type { ValueContext } from './values/context';
import { GuestValue } from './values/guest-value';
import { unsignedOf } from './values/numbers';
import { BytesStorage, MemoryStorage, PiecesStorage, RegisterStorage, UnavailableError, UnavailableStorage, type Storage } from './values/storage';

/** Variables in scope in the frame; those hidden by an inner one of the same name come with their declaration's line. */
export function variablesOf(context: ValueContext, frame: Frame): { info: VariableInfo; value: GuestValue }[] {
  if (frame.kind === 'label' || !frame.function) return [];
  const pc = frame.isCaller ? frame.pc - 1 : frame.pc;
  return context.image.variablesAt(pc, frame.inlineDepth).map((info) => ({ info, value: variableValue(context, frame, info) }));
}

/** What variables' places are relative to. */
export type Base = Pick<Frame, 'cfa' | 'registers'>;

export function variableValue(context: ValueContext, frame: Base, info: VariableInfo): GuestValue {
  let storage = storageOf(context, frame, info.location);
  if (info.escaped) storage = behindPointer(context, storage);
  return new GuestValue(context, info.type, storage, info.shadowed ? undefined : info.name);
}

export function namedVariables(variables: readonly { info: VariableInfo; value: GuestValue }[], roles: readonly VariableInfo['role'][]): NamedValue[] {
  return variables.filter(({ info }) => roles.includes(info.role)).map(({ info, value }) => ({
    name: info.shadowed && info.declaration ? `${info.name} (line ${info.declaration.line})` : info.name, value, declaration: info.declaration,
  }));
}

/** Values of the globals of a package, by name. */
export function globalsOfPackage(context: ValueContext, packagePath: string): NamedValue[] {
  const prefix = `${packagePath}.`;
  const found: NamedValue[] = [];
  for (const global of context.image.globals.all()) {
    if (!global.name.startsWith(prefix) || global.name.indexOf('.', prefix.length) >= 0) continue;
    const expression = /^[\w.]+$/.test(global.name) ? global.name : `'${global.name}'`;
    found.push({ name: global.name.slice(prefix.length), value: new GuestValue(context, global.type, new MemoryStorage(context.memory, global.address), expression) });
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** "main" of "main.(*T).M", "net/http" of "net/http.(*Server).Serve.func1". */
export function packageOf(functionName: string): string {
  const slash = functionName.lastIndexOf('/') + 1;
  return functionName.slice(0, slash) + functionName.slice(slash).split('.')[0];
}

function storageOf(context: ValueContext, frame: Base, location: Location): Storage {
  switch (location.kind) {
    case 'address': return new MemoryStorage(context.memory, location.address);
    case 'cfa':
      return frame.cfa === undefined
        ? new UnavailableStorage('not available: the frame\'s stack is not known')
        : new MemoryStorage(context.memory, frame.cfa + location.offset);
    case 'register':
      return frame.registers
        ? new RegisterStorage(frame.registers, location.register)
        : new UnavailableStorage('not available: it was in a register that the callee may have changed');
    case 'constant': {
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setBigInt64(0, BigInt.asIntN(64, location.value), true);
      return new BytesStorage(bytes);
    }
    case 'pieces':
      return new PiecesStorage(location.pieces.map((piece) => ({
        size: piece.size, storage: piece.location.kind === 'gone' ? undefined : storageOf(context, frame, piece.location),
      })));
    case 'gone': return new UnavailableStorage('optimised away here');
  }
}

/** The variable itself, where the stack holds only its address. */
function behindPointer(context: ValueContext, pointer: Storage): Storage {
  try {
    return new MemoryStorage(context.memory, Number(unsignedOf(pointer.read(0, 8))));
  } catch (error) {
    if (error instanceof MemoryFault || error instanceof UnavailableError) return new UnavailableStorage(error.message);
    throw error;
  }
}
