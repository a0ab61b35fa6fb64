/** Root hooks of mocha: a test fails if an error was logged that it did not say it expects. */
import { format } from 'node:util';

const logged: string[] = [];
const original = console.error;
let expected: RegExp[] = [];

/** Errors matching `pattern` may be logged during the current test. */
export function expectLoggedError(pattern: RegExp): void { expected.push(pattern); }

export const mochaHooks = {
  beforeEach(): void {
    logged.length = 0;
    expected = [];
    console.error = (...args: unknown[]) => { logged.push(format(...args)); };
  },
  afterEach(this: Mocha.Context): void {
    console.error = original;
    const unexpected = logged.filter((line) => !expected.some((pattern) => pattern.test(line)));
    if (unexpected.length > 0) throw new Error(`logged without being expected:\n${unexpected.join('\n')}`);
  },
};
