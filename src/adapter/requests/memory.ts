import type { DebugProtocol } from '@vscode/debugprotocol';
import { MemoryFault, PAGE_SIZE, type GuestMemory } from '../../machine/api';
import { fromBase64, toBase64 } from '../../machine/base64';
import { disassembleAround, type CodeLine } from '../../debugger/disassembly';
import type { AdapterContext } from '../context';
import { AdapterError } from '../errors';
import { hexAddress } from '../values';
import type { Topic } from '../topic';
import { sourceOf } from './sources';

/** More than this at once is a mistake, and would stop everything else. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_INSTRUCTIONS = 100_000;

/** An address written as a memory or instruction reference. @throws AdapterError */
export function parseReference(reference: string): number {
  const text = String(reference).trim();
  const value = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value)) throw new AdapterError('badAddress', { reference: text });
  return value;
}

/** The readable bytes from `address` on, at most `count`. */
function readable(memory: GuestMemory, address: number, count: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  let at = address;
  const end = address + count;
  while (at < end) {
    const length = Math.min(end, (Math.floor(at / PAGE_SIZE) + 1) * PAGE_SIZE) - at;
    try {
      pieces.push(memory.read(at, length));
    } catch (error) {
      if (error instanceof MemoryFault) break;
      throw error;
    }
    at += length;
  }
  const bytes = new Uint8Array(at - address);
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}

function wholeNumber(command: string, name: string, value: unknown, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw new AdapterError('badArgument', { command, text: `${name}: a whole number from ${least} to ${most} was expected, not ${JSON.stringify(value)}` });
  }
  return value;
}

/** An offset in bytes; an address with it stays exact. */
function byteOffset(command: string, value: unknown): number { return wholeNumber(command, 'offset', value, -(2 ** 48), 2 ** 48); }

function instruction(context: AdapterContext, line: CodeLine, before: CodeLine | undefined, resolveSymbols: boolean): DebugProtocol.DisassembledInstruction {
  // What has no text (the compiler's own code, the source of a program built elsewhere) would be an error among the instructions.
  const isNewPlace = line.file !== undefined && (line.file !== before?.file || line.line !== before?.line) && context.loaded.sources.lines(line.file) !== undefined;
  return {
    // Below address 0 there is nothing, but a line has to have an address below the next one's: negative ones are decimal.
    address: line.address < 0 ? String(line.address) : hexAddress(line.address),
    instructionBytes: line.valid ? [...line.bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ') : undefined,
    instruction: line.text,
    symbol: resolveSymbols ? line.symbol : undefined,
    location: isNewPlace && line.file !== undefined ? sourceOf(context, line.file) : undefined,
    line: isNewPlace && line.line !== undefined ? context.lineToClient(line.line) : undefined,
    presentationHint: line.valid ? undefined : 'invalid',
  };
}

function bytesOf(data: string): Uint8Array {
  try {
    return fromBase64(data);
  } catch (error) {
    throw new AdapterError('badArgument', { command: 'writeMemory', text: 'the data is not in base64' }, { cause: error });
  }
}

export const memory: Topic = {
  capabilities: { supportsReadMemoryRequest: true, supportsWriteMemoryRequest: true, supportsDisassembleRequest: true },
  handlers: {
    readMemory({ session, shownMemory }, { memoryReference, offset = 0, count }: DebugProtocol.ReadMemoryArguments) {
      const base = parseReference(memoryReference);
      const address = base + byteOffset('readMemory', offset);
      const wanted = wholeNumber('readMemory', 'count', count, 0, MOST_BYTES);
      if (wanted > 0) shownMemory.note(memoryReference, base, offset, wanted);
      const bytes = address < 0 ? new Uint8Array() : readable(session.process.machine.memory, address, wanted);
      return { address: hexAddress(Math.max(0, address)), data: toBase64(bytes), unreadableBytes: bytes.length < wanted ? wanted - bytes.length : undefined };
    },

    writeMemory(context, { memoryReference, offset = 0, data, allowPartial = false }: DebugProtocol.WriteMemoryArguments) {
      const address = parseReference(memoryReference) + byteOffset('writeMemory', offset);
      const bytes = bytesOf(data);
      const { memory: guest } = context.session.process.machine;
      const writable = address < 0 ? 0 : readable(guest, address, bytes.length).length;
      if (writable < bytes.length && !allowPartial) throw new AdapterError('memory', { text: `Only ${writable} of ${bytes.length} bytes at ${hexAddress(Math.max(0, address))} are mapped.` });
      if (writable > 0) guest.write(address, bytes.subarray(0, writable));
      context.references.clear();
      context.guestChanged(['variables', 'stacks'], { address, length: writable });
      return { offset: 0, bytesWritten: writable };
    },

    disassemble(context, args: DebugProtocol.DisassembleArguments) {
      const { session, console } = context.loaded;
      const { memoryReference, offset = 0, instructionOffset = 0, resolveSymbols = true } = args;
      const count = wholeNumber('disassemble', 'instructionCount', args.instructionCount, 0, MOST_INSTRUCTIONS);
      const first = wholeNumber('disassemble', 'instructionOffset', instructionOffset, -MOST_INSTRUCTIONS, MOST_INSTRUCTIONS);
      const address = parseReference(memoryReference) + byteOffset('disassemble', offset);
      const lines = disassembleAround(session.process.machine, session.image, address, first, count, console.settings.disassembly);
      return { instructions: lines.map((line, i) => instruction(context, line, lines[i - 1], resolveSymbols)) };
    },
  },
};
