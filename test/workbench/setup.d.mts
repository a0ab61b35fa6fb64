export const node24: string;
export const codeServerEntry: string;
export const vscodeWeb: string;
export function missing(): string[];
export function isReady(): boolean;
export function setUp(): void;
