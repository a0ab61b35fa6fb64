/** Rows of pixels that are stretched to bars: a call of the canvas for each bar of a crowd takes hundreds of times longer. Runs inside the webview. */
export class PixelRows {
  private readonly canvas = document.createElement('canvas');
  private readonly context = this.canvas.getContext('2d')!;
  private image = this.context.createImageData(1, 1);
  private pixels = new Uint32Array(this.image.data.buffer);

  /** Makes room for `rows` rows of `width` transparent pixels. */
  begin(width: number, rows: number): void {
    if (this.image.width === width && this.image.height === rows) {
      this.pixels.fill(0);
      return;
    }
    this.canvas.width = width;
    this.canvas.height = rows;
    this.image = this.context.createImageData(width, rows);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /** Gives the pixels from `from` to before `to` of a row a colour, as `packed` makes it. */
  fill(row: number, from: number, to: number, color: number): void {
    const { width } = this.image;
    this.pixels.fill(color, row * width + from, row * width + Math.min(to, width));
  }

  /** All rows are filled: now they can be drawn. */
  end(): void { this.context.putImageData(this.image, 0, 0); }

  /** Draws a row, `height` pixels high. */
  draw(target: CanvasRenderingContext2D, row: number, x: number, y: number, height: number): void {
    const { width } = this.image;
    target.drawImage(this.canvas, 0, row, width, 1, x, y, width, height);
  }
}

/** A colour with an opacity from 0 to 1, as the pixels of an image hold it. */
export function packed([red, green, blue, alpha]: Uint8ClampedArray, opacity: number): number {
  return new Uint32Array(Uint8Array.of(red, green, blue, Math.round(alpha * opacity)).buffer)[0];
}
