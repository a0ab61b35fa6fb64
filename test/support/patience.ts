/**
 * How long a test waits for another process, or for an answer, in milliseconds. Nothing comes near it, however busy the host
 * is: what reaches it hangs. A little less than mocha's own limit (.mocharc.json), so that the message says what was waited for.
 */
export const PATIENCE_MS = 240_000;
