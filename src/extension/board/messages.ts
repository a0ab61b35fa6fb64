/** What the board's panel and its webview tell each other. */
import type { Board, Token } from './model';

/** A sentence of the story, ready to show; `fresh`: it happened since the last stop. */
export interface Line { readonly time: string; readonly text: string; readonly state: string; readonly fresh: boolean }

export type ToBoard =
  | { type: 'board'; board: Board }
  /** What led to the board. `note`: what is left out; `empty`: what to say without lines */
  | { type: 'story'; lines: readonly Line[]; note: string; empty: string }
  | { type: 'ended' };

export type FromBoard = { type: 'ready' } | { type: 'show'; what: Token['show'] };
