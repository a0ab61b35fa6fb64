/** Tables of a program of which nothing is known. */
import type { FunctionTable, LineTable, ProgramImage, TypeTable } from '../program-image';

export const emptyFunctions: FunctionTable = {
  all: [], at: () => undefined, byName: () => undefined, inlinedAt: () => [], bodiesOf: () => [], inlinedNames: () => [], stackDelta: () => undefined,
};

export const emptyLines: LineTable = {
  at: () => undefined, addressesOf: () => [], linesOf: () => [], files: [], isStatement: () => false, afterPrologue: (fn) => fn.entry,
};

export const noTypes: TypeTable = { byName: () => undefined, names: () => [], byDescriptor: () => undefined };
export const noGlobals: ProgramImage['globals'] = { byName: () => undefined, all: () => [], at: () => undefined };
export const noConstants: ProgramImage['constants'] = { byName: () => undefined };
