import type { ProgramImage } from '../image/program-image';
import { hexAddress } from './values';

/** The function that a pc is in, an inlined one if it is in its body; the address where there is none. */
export function functionAt({ functions }: ProgramImage, pc: number): string {
  return functions.inlinedAt(pc)[0]?.name ?? functions.at(pc)?.name ?? hexAddress(pc);
}

/** What goroutines were started with; many begin in the same function. */
export class StartNames {
  private readonly names = new Map<number, string>();

  constructor(private readonly image: ProgramImage) {}

  of(startPc: number): string {
    let name = this.names.get(startPc);
    if (name === undefined) {
      const fn = this.image.functions.at(startPc)?.name ?? hexAddress(startPc);
      // The main goroutine begins in the runtime; the user's part of it is what one knows it by.
      this.names.set(startPc, (name = fn === 'runtime.main' ? 'main.main' : fn));
    }
    return name;
  }
}
