export const tools: Record<string, { command: string[]; packages: string[] }>;
