import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Topic } from '../topic';
import { sourceOf } from './sources';

/** Where a variable is declared, and where the code begins that a value stands for. The protocol has no capability for it. */
export const locations: Topic = {
  capabilities: {},
  handlers: {
    locations(context, { locationReference }: DebugProtocol.LocationsArguments) {
      const { file, line } = context.references.location(locationReference);
      return { source: sourceOf(context, file), line: context.lineToClient(line), column: context.firstColumn };
    },
  },
};
