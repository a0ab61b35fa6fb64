/** A log message cut at its {expressions}. */
export type LogPart = { kind: 'text'; text: string } | { kind: 'expression'; text: string };

/**
 * Cuts "i is {i}" into text and expressions. Braces nest ({T{1}.x}); "\{" is a brace.
 * An opening brace without its end is text.
 */
export function parseLogMessage(message: string): LogPart[] {
  const parts: LogPart[] = [];
  let text = '';
  for (let at = 0; at < message.length; at++) {
    const character = message[at];
    if (character === '\\' && (message[at + 1] === '{' || message[at + 1] === '}')) {
      text += message[++at];
      continue;
    }
    const end = character === '{' ? closingBrace(message, at) : -1;
    if (end < 0) {
      text += character;
      continue;
    }
    if (text) parts.push({ kind: 'text', text });
    text = '';
    parts.push({ kind: 'expression', text: message.slice(at + 1, end).trim() });
    at = end;
  }
  if (text) parts.push({ kind: 'text', text });
  return parts;
}

function closingBrace(message: string, open: number): number {
  let depth = 0;
  for (let at = open; at < message.length; at++) {
    if (message[at] === '{') depth++;
    else if (message[at] === '}' && --depth === 0) return at;
  }
  return -1;
}
