/** Channels: a pointer to the runtime's hchan. */
import type { NamedValue } from '../../api';
import { at } from './parts';
import type { GuestValue } from './guest-value';
import { fieldAt } from '../../../scheduler/layout/layout';

export interface ChannelState { readonly length: number; readonly capacity: number; readonly closed: boolean; readonly buffer: number; readonly next: number }

/** undefined for a nil channel. Throws MemoryFault. */
export function channelState(value: GuestValue): ChannelState | undefined {
  const address = value.word();
  const { memory, types } = value.context;
  const type = types.byName('runtime.hchan');
  if (address === 0 || !type) return undefined;
  const field = (name: string) => {
    const found = fieldAt(type, name);
    return found ? Number(found.type.size === 4 ? memory.readU32(address + found.offset) : memory.readPointer(address + found.offset)) : 0;
  };
  return { length: field('qcount'), capacity: field('dataqsiz'), closed: field('closed') !== 0, buffer: field('buf'), next: field('recvx') };
}

/** The hchan as a struct value. */
export function channelStruct(value: GuestValue): GuestValue | undefined {
  const type = value.context.types.byName('runtime.hchan');
  return type && at(value, type, value.word());
}

/** Buffered elements, the one to be received next first. */
export function channelItems(value: GuestValue, state: ChannelState): NamedValue[] {
  const { elem } = value.type;
  if (!elem || state.capacity === 0) return [];
  return Array.from({ length: Math.min(state.length, state.capacity) }, (_, index) => ({
    name: `[${index}]`, value: at(value, elem, state.buffer + ((state.next + index) % state.capacity) * elem.size),
  }));
}
