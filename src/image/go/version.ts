import type { GoVersion } from '../program-image';

/** Parses "go1.19.8", "go1.26", "go1.21rc2", "go1.20 X:boringcrypto", "devel go1.22-abcdef ..."; undefined if there is no version in it. */
export function parseGoVersion(text: string): GoVersion | undefined {
  const match = /go1\.(\d{1,3})(?:\.(\d{1,3}))?/.exec(text);
  if (!match) return undefined;
  return { text, minor: Number(match[1]), patch: Number(match[2] ?? 0) };
}
