/** base64 without a host's help: the machine and the adapter run in browsers, too. */
export function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  // String.fromCharCode takes its bytes as arguments: not too many at once.
  for (let at = 0; at < bytes.length; at += 0x8000) pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(pieces.join(''));
}

/** @throws DOMException if the text is not base64 */
export function fromBase64(text: string): Uint8Array {
  // Not Uint8Array.from, which takes ten times as long: the handlers of common forms are read at every start.
  const decoded = atob(text);
  const bytes = new Uint8Array(decoded.length);
  for (let i = 0; i < decoded.length; i++) bytes[i] = decoded.charCodeAt(i);
  return bytes;
}
