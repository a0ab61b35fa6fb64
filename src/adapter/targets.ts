import { RepeatedExecution } from '../debugger/repeated';
import type { Execution } from '../debugger/execution';
import type { AdapterContext } from './context';
import { AdapterError } from './errors';

/** Target ids are addresses' places in a list: addresses themselves are too large for a client's 32 bits. */
const targets = new WeakMap<AdapterContext, number[]>();

/** The number that stands for an address among the targets of goto and stepIn. */
export function targetId(context: AdapterContext, address: number): number {
  let known = targets.get(context);
  if (!known) targets.set(context, known = []);
  const at = known.indexOf(address);
  return at >= 0 ? at + 1 : known.push(address);
}

/** @throws AdapterError */
export function targetAddress(context: AdapterContext, command: string, id: number): number {
  const address = targets.get(context)?.[id - 1];
  if (address === undefined) throw new AdapterError('badArgument', { command, text: `there is no target ${id}` });
  return address;
}

/** Does one run after the other, as long as each ends as it should. */
export function sequence(...begin: (() => Execution)[]): Execution {
  let next = 0;
  return new RepeatedExecution(begin.length, () => begin[next++]());
}
