import type { Frame } from '../scheduler/api';
import type { Subject } from '../debugger/stepping/context';
import { AdapterError } from './errors';
import type { VariableContainer } from './values';

export interface FrameReference { readonly subject: Subject; readonly index: number; readonly frame: Frame }

/**
 * Numbers that stand for frames and variables in the protocol. They hold for one stop and are never given out again, so that
 * a late request for an old one gets an error instead of something else.
 */
export class References {
  private readonly frames = new Map<number, FrameReference>();
  private readonly containers = new Map<number, VariableContainer>();
  private next = 1;

  /** Everything given out so far is of an earlier stop. */
  clear(): void {
    this.frames.clear();
    this.containers.clear();
  }

  addFrame(reference: FrameReference): number {
    const id = this.next++;
    this.frames.set(id, reference);
    return id;
  }

  addContainer(container: VariableContainer): number {
    const id = this.next++;
    this.containers.set(id, container);
    return id;
  }

  /** @throws AdapterError */
  frame(id: number): FrameReference {
    const found = this.frames.get(id);
    if (!found) throw new AdapterError('staleFrame', { id: String(id) });
    return found;
  }

  /** @throws AdapterError */
  container(id: number): VariableContainer {
    const found = this.containers.get(id);
    if (!found) throw new AdapterError('staleVariables', { id: String(id) });
    return found;
  }
}
