/** A URI rather than a path: a scheme of two letters or more (one letter is a drive of Windows). */
export const isUri = (text: string): boolean => /^[A-Za-z][\w+.-]+:/.test(text);
