/** Colours of the user's theme. Runs inside the timeline's webview. */

import { packed } from './pixels';

/** The luminance on which black and white have the same contrast (WCAG 2: 4.6 to 1). */
const AS_DARK_AS_LIGHT = 0.179;
/** Of a channel in sRGB, from 0 to 1. */
const linear = (channel: number): number => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);

/** Black or white on a pixel, as `packed` makes it. */
export function inkOf(pixel: number): '#000' | '#fff' {
  const [red, green, blue] = [0, 8, 16].map((shift) => linear(((pixel >>> shift) & 0xff) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > AS_DARK_AS_LIGHT ? '#000' : '#fff';
}

/** Asking the document for a style takes longer than drawing with it: each is asked for once per theme. */
export class Palette {
  private readonly known = new Map<string, string>();
  private readonly states = new Map<string, string>();
  private readonly pixels = new Map<string, number>();
  private readonly inks = new Map<string, string>();
  private readonly dot = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;

  /** Of a variable of VS Code's (`charts-red`), or a fallback where a theme has none. */
  of(name: string, fallback: string): string {
    let color = this.known.get(name);
    if (color === undefined) this.known.set(name, color = getComputedStyle(document.body).getPropertyValue(`--vscode-${name}`).trim() || fallback);
    return color;
  }

  /** What fills the interval of a state: "running · M2", "G1 syscall". */
  ofState(state: string): string {
    let color = this.states.get(state);
    if (color === undefined) this.states.set(state, color = this.fill(state));
    return color;
  }

  /** A colour with an opacity, for pixels. */
  pixelOf(color: string, opacity: number): number {
    const key = `${color} ${opacity}`;
    let pixel = this.pixels.get(key);
    if (pixel === undefined) {
      this.dot.clearRect(0, 0, 1, 1);
      this.dot.fillStyle = color;
      this.dot.fillRect(0, 0, 1, 1);
      this.pixels.set(key, pixel = packed(this.dot.getImageData(0, 0, 1, 1).data, opacity));
    }
    return pixel;
  }

  /** Black or white, whichever is read better on a colour; a translucent one counts as if it were opaque. */
  inkOn(color: string): string {
    let ink = this.inks.get(color);
    if (ink === undefined) this.inks.set(color, ink = inkOf(this.pixelOf(color, 1)));
    return ink;
  }

  /** The theme has changed. */
  forget(): void {
    this.known.clear();
    this.states.clear();
  }

  private fill(state: string): string {
    if (/\bsyscall\b/.test(state)) return this.of('charts-yellow', '#cca700');
    if (state.startsWith('running') || /^G\d/.test(state)) return this.of('charts-green', '#388a34');
    // An M with a P on g0: it schedules.
    if (/^P\d/.test(state)) return this.of('charts-purple', '#652d90');
    if (state === 'runnable') return this.of('charts-blue', '#1a85ff');
    if (state === 'gcstop' || state === 'preempted') return this.of('charts-red', '#f14c4c');
    return this.of('charts-lines', '#8884');
  }
}
