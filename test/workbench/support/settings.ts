/** Settings of the workbench under test: nothing asks, nothing phones home, nothing moves. */
export const settings: Record<string, unknown> = {
  'telemetry.telemetryLevel': 'off', 'update.mode': 'none', 'extensions.autoUpdate': false, 'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true, 'workbench.startupEditor': 'none', 'workbench.enableExperiments': false,
  'workbench.tips.enabled': false, 'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false, 'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'editor.minimap.enabled': false, 'workbench.reduceMotion': 'on', 'editor.hover.delay': 100, 'debug.openDebug': 'openOnDebugBreak',
  'debug.internalConsoleOptions': 'openOnSessionStart', 'git.enabled': false, 'window.confirmBeforeClose': 'never', 'files.autoSave': 'off',
};

/** Waiting in a test is bounded by this; other suites may keep the processors busy. */
export const PATIENCE_MS = Number(process.env.PATIENCE_MS ?? 60_000);
