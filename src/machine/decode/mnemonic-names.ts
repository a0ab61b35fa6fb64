import { Mnemonic } from './iced';

/** iced's name of a mnemonic. In a bundle esbuild.mjs puts one text of all names here: as an object's properties they take 10 ms at each start. */
export function mnemonicName(mnemonic: number): string { return Mnemonic[mnemonic]; }
