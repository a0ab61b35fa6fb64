/** What the probe in the untrusted window has found (findings.json). */
export interface Findings {
  readonly isTrusted: boolean;
  /** the setting, which the folder's own settings name as well */
  readonly goCommand: string | undefined;
  /** launch configurations as gosched gives them on to its adapter; undefined: refused */
  readonly build: Launch | undefined;
  readonly folder: Launch | undefined;
  readonly source: Launch | undefined;
  readonly executable: Launch | undefined;
  /** runs of the adapter: with what the folder asks for, and with what gosched makes of it */
  readonly asAsked: Run;
  readonly sourceRun: Run;
  readonly executableRun: Run;
}
export interface Launch { readonly type: string; readonly runtime?: string; readonly writes?: string }
/** What the program printed, and whether the file that it wrote is on the host. */
export interface Run { readonly output: string; readonly isOnHost: boolean }
