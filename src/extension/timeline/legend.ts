/** What colours and marks of the timeline mean. Runs inside the webview. */
import type { Palette } from './palette';

const STATES: readonly (readonly [state: string, text: string])[] = [['running', 'running'], ['P0', 'scheduling'], ['syscall', 'in a syscall'], ['runnable', 'runnable'], ['gcstop', 'stopped or preempted'], ['idle', 'waiting or idle']];
const MOMENTS: readonly (readonly [look: string, glyph: string, text: string])[] = [['handoff', '↓', 'a P goes to another M'], ['yield', '▾', 'gives way'], ['stop', '●', 'a stop']];

/** Swatches in the colours of the lanes; again when the theme changes. */
export function drawLegend(palette: Palette): void {
  const item = (mark: HTMLElement, text: string): HTMLElement => {
    const made = document.createElement('li');
    made.append(mark, text);
    return made;
  };
  const mark = (className: string, glyph = ''): HTMLElement => {
    const made = document.createElement('span');
    made.className = className;
    made.textContent = glyph;
    made.setAttribute('aria-hidden', 'true');
    return made;
  };
  const states = STATES.map(([state, text]) => {
    const swatch = mark(state === 'idle' ? 'swatch thin' : 'swatch');
    swatch.style.background = palette.ofState(state);
    return item(swatch, text);
  });
  document.getElementById('legend')!.replaceChildren(...states, ...MOMENTS.map(([look, glyph, text]) => item(mark(look, glyph), text)));
}
