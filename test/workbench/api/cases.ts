/** Names of the tests that run inside the extension host: mocha, outside, reports each of them. */
export const cases = [
  'activation is quick',
  'every contributed command has a handler, and none is there that is not contributed',
  'the example opens as a file',
  'the walkthrough stops in runtime.exitsyscall0',
  'the snapshot follows the stop; filter, groups, paging, system goroutines',
  'hover and inline values in Go: whole selectors, evaluated',
  'step and reverse step',
  'travel to an instruction',
  'breakpoint on a runtime function',
  'address of a G to the clipboard; goroutine shown',
  'board and timeline open as editors',
  'debugging a file without launch configuration',
  'hover and inline values in assembly: registers and arguments, evaluated',
  'one bulk request per stop, with all views open',
  'a page of goroutines, and the next',
  'settings changed during a session have their effect at once',
  'hold, release, latency and failure of a syscall',
  'a scenario of the catalogue, chosen by its name',
  'a program is picked for a launch configuration',
  'assembly: hover, definition, references, symbols',
  'assembly: completion, folding, tokens, signature, diagnostics',
  'assembly: highlight, rename, implementation, workspace symbols',
  'syscall numbers of an open document follow its changes',
  'a new file is known to the language server',
  'beside the official Go extension: one language, one grammar, breakpoints',
  'memory of a variable, as a hex editor reads it',
  'restart; two sessions at once: the views follow the active one',
  'a session that ends while it is asked',
  'a program of a virtual file system',
  'the language server says what it leaves out',
  'errors of a build are problems',
  'configurations that the debugger offers by itself',
  'launch configurations are completed; one without a program is refused',
  'a file is run with the other files of its package',
  'several folders in the workspace: programs of each',
  'every command and every provider of the language server was executed',
] as const;
export type CaseName = (typeof cases)[number];

/** The test of each thing that src/extension registers or creates in VS Code; api.test.ts compares the list with the sources. */
export const registrations: Record<string, CaseName> = {
  'commands.registerCommand': 'every command and every provider of the language server was executed',
  'debug.registerDebugAdapterDescriptorFactory': 'debugging a file without launch configuration',
  'debug.registerDebugAdapterTrackerFactory': 'errors of a build are problems',
  'debug.registerDebugConfigurationProvider': 'configurations that the debugger offers by itself',
  'languages.createDiagnosticCollection': 'errors of a build are problems',
  'languages.createLanguageStatusItem': 'the language server says what it leaves out',
  'languages.registerEvaluatableExpressionProvider': 'hover and inline values in Go: whole selectors, evaluated',
  'languages.registerInlineValuesProvider': 'hover and inline values in assembly: registers and arguments, evaluated',
  'window.createTreeView': 'the snapshot follows the stop; filter, groups, paging, system goroutines',
  'window.createWebviewPanel': 'board and timeline open as editors',
  // Its text is looked at by the end-to-end tests: no API tells it.
  'window.createStatusBarItem': 'travel to an instruction',
  'workspace.createFileSystemWatcher': 'a new file is known to the language server',
};

/** How VS Code asks for what the language server can do, by its capability. */
export const serverProviders: Record<string, string> = {
  hoverProvider: 'vscode.executeHoverProvider', definitionProvider: 'vscode.executeDefinitionProvider', implementationProvider: 'vscode.executeImplementationProvider',
  referencesProvider: 'vscode.executeReferenceProvider', documentSymbolProvider: 'vscode.executeDocumentSymbolProvider', documentHighlightProvider: 'vscode.executeDocumentHighlights',
  renameProvider: 'vscode.executeDocumentRenameProvider', workspaceSymbolProvider: 'vscode.executeWorkspaceSymbolProvider', foldingRangeProvider: 'vscode.executeFoldingRangeProvider',
  completionProvider: 'vscode.executeCompletionItemProvider', signatureHelpProvider: 'vscode.executeSignatureHelpProvider', codeLensProvider: 'vscode.executeCodeLensProvider',
  semanticTokensProvider: 'vscode.provideDocumentSemanticTokens',
};
