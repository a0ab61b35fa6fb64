import type { SourcePosition } from '../image/program-image';
import type { Frame } from '../scheduler/api';
import type { Subject } from '../debugger/stepping/context';
import { AdapterError } from './errors';
import type { VariableContainer } from './values';

export interface FrameReference { readonly subject: Subject; readonly index: number; readonly frame: Frame }

/**
 * Numbers that stand for frames, variables and places in the source in the protocol. They hold for one stop and are never given out again, so that
 * a late request for an old one gets an error instead of something else.
 */
export class References {
  private readonly frames = new Map<number, FrameReference>();
  private readonly containers = new Map<number, VariableContainer>();
  private readonly locations = new Map<number, SourcePosition>();
  private next = 1;

  /** Everything given out so far is of an earlier stop. */
  clear(): void {
    this.frames.clear();
    this.containers.clear();
    this.locations.clear();
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

  addLocation(position: SourcePosition): number {
    const id = this.next++;
    this.locations.set(id, position);
    return id;
  }

  /** @throws AdapterError */
  location(id: number): SourcePosition {
    const found = this.locations.get(id);
    if (!found) throw new AdapterError('staleLocation', { id: String(id) });
    return found;
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
