import type { Process } from '../../linux/api';

/** One place in history: instructions retired, and kernel events (several places can have one count of instructions). */
export interface Place { readonly retired: number; readonly events: number }

export function comparePlaces(a: Place, b: Place): number { return a.retired - b.retired || a.events - b.events; }

export function placeOf(at: Place | Process): Place { return { retired: at.retired, events: at.events }; }
