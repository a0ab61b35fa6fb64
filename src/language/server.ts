/** The language server for Go's assembly, over any LSP connection (Node or a browser worker). */
import {
  type Connection, type Location, type Range, type TextDocumentPositionParams, BulkRegistration, CodeLensRefreshRequest, CompletionItemKind, DefinitionRequest, DiagnosticSeverity,
  DidChangeTextDocumentNotification, DidCloseTextDocumentNotification, DidOpenTextDocumentNotification, ErrorCodes, FoldingRangeKind, ImplementationRequest, MarkupKind, ReferencesRequest,
  ResponseError, SymbolKind, TextDocuments, TextDocumentSyncKind,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { SYSCALL_NAMES } from '../linux/syscalls/numbers';
import { goName } from './assembly/parse';
import { completionsAt } from './features/completion';
import { diagnose } from './features/diagnostics';
import { hoverAt } from './features/hover';
import { definitionAt, highlightsAt, referencesAt, renameAt, symbolsMatching } from './features/navigation';
import { signatureAt } from './features/signature';
import { encodeTokens, TOKEN_MODIFIERS, TOKEN_TYPES, tokensOf } from './features/tokens';
import { type Place, Workspace } from './features/workspace';

/** Notification from the client: texts of files that are not open (the server itself reads no disk). `text` undefined: removed. */
export const filesNotification = 'gosched/files';
export interface FilesParams { files: { uri: string; text?: string }[] }

const KINDS = { mnemonic: CompletionItemKind.Keyword, register: CompletionItemKind.Variable, function: CompletionItemKind.Function, label: CompletionItemKind.Reference, argument: CompletionItemKind.Field, macro: CompletionItemKind.Constant, data: CompletionItemKind.Variable, field: CompletionItemKind.Field, constant: CompletionItemKind.Constant };

/** As long nobody types: half a word is no mistake yet. */
const PAUSE_MS = 400;
/** Does something when nobody types any more, unless what it returns is called before. */
export type WhenQuiet = (work: () => void) => () => void;
const whenQuiet: WhenQuiet = (work) => {
  const timer = setTimeout(work, PAUSE_MS);
  return () => clearTimeout(timer);
};

/**
 * Asks the client for Go files, too, and there only for what leads into assembly. All else in them is VS Code's or the Go
 * extension's matter, and even an empty answer stands in their way (nothing can be folded, nothing is coloured any more).
 */
function registerGo(connection: Connection): void {
  const go = { documentSelector: [{ language: 'go' }] };
  const wanted = BulkRegistration.create();
  wanted.add(DidOpenTextDocumentNotification.type, go);
  wanted.add(DidChangeTextDocumentNotification.type, { ...go, syncKind: TextDocumentSyncKind.Incremental });
  wanted.add(DidCloseTextDocumentNotification.type, go);
  for (const { type } of [DefinitionRequest, ImplementationRequest, ReferencesRequest]) wanted.add(type, go);
  void connection.client.register(wanted).catch(() => { /* a client that has no such languages */ });
}

/** The client's documents are to be assembly; of Go files the server asks for what it needs. `later`: when it is said what is wrong in a file that changes. */
export function startServer(connection: Connection, later = whenQuiet): void {
  const documents = new TextDocuments(TextDocument);
  const workspace = new Workspace();
  const isAssembly = (uri: string): boolean => /\.s$/.test(uri);
  const range = (place: { line: number; start: number; end: number }): Range => ({ start: { line: place.line, character: place.start }, end: { line: place.line, character: place.end } });
  const location = (place: Place): { uri: string; range: Range } => ({ uri: place.uri, range: range(place) });

  connection.onInitialize(() => ({
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental, hoverProvider: true, definitionProvider: true, implementationProvider: true, referencesProvider: true,
      documentSymbolProvider: true, documentHighlightProvider: true, renameProvider: { prepareProvider: true }, workspaceSymbolProvider: true,
      foldingRangeProvider: true, completionProvider: { triggerCharacters: ['·', '<'] }, signatureHelpProvider: { triggerCharacters: ['\t', ' ', ','] }, codeLensProvider: {},
      semanticTokensProvider: { legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] }, full: true },
    },
    serverInfo: { name: 'gosched assembly' },
  }));
  connection.onInitialized(() => registerGo(connection));

  const check = (uri: string): void => {
    const file = workspace.file(uri);
    if (!file) return;
    void connection.sendDiagnostics({
      uri, diagnostics: !workspace.isAmd64(uri) ? [] : diagnose(file, workspace.contextOf(uri)).map((finding) => ({
        range: range(finding), message: finding.message, code: finding.code, source: 'gosched',
        severity: finding.severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
      })),
    });
  };
  const checkOpen = (): void => { for (const document of documents.all()) if (isAssembly(document.uri)) check(document.uri); };

  let forgetCheck: (() => void) | undefined;
  const opened = new Set<string>();
  documents.onDidOpen(({ document: { uri } }) => { opened.add(uri); });
  documents.onDidChangeContent(({ document }) => {
    const { uri } = document;
    workspace.setFile(uri, document.getText());
    // What is opened has been written already.
    if (opened.delete(uri)) {
      if (isAssembly(uri)) check(uri); else checkOpen();
      return;
    }
    forgetCheck?.();
    forgetCheck = later(() => { forgetCheck = undefined; checkOpen(); });
  });
  documents.onDidClose(({ document }) => { if (isAssembly(document.uri)) void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] }); });
  connection.onNotification(filesNotification, ({ files }: FilesParams) => {
    for (const { uri, text } of files) {
      if (documents.get(uri)) continue;
      if (text === undefined) workspace.removeFile(uri); else workspace.setFile(uri, text);
    }
    if (!forgetCheck) checkOpen();
    void connection.sendRequest(CodeLensRefreshRequest.type).catch(() => { /* a client without code lenses */ });
  });

  connection.onHover(({ textDocument, position }) => {
    const found = hoverAt(workspace, textDocument.uri, position.line, position.character, SYSCALL_NAMES);
    return found ? { contents: { kind: MarkupKind.Markdown, value: found.markdown }, range: range({ line: position.line, start: found.start, end: found.end }) } : null;
  });

  const definition = ({ textDocument: { uri }, position }: TextDocumentPositionParams): Location[] => definitionAt(workspace, uri, position.line, position.character).map(location);
  connection.onDefinition(definition);
  connection.onImplementation(definition);
  connection.onReferences(({ textDocument: { uri }, position, context }) => referencesAt(workspace, uri, position.line, position.character, context.includeDeclaration).map(location));
  connection.onDocumentHighlight(({ textDocument: { uri }, position }) => highlightsAt(workspace, uri, position.line, position.character).map((place) => ({ range: range(place) })));
  connection.onPrepareRename(({ textDocument: { uri }, position }) => {
    const found = renameAt(workspace, uri, position.line, position.character);
    if (!found) throw new ResponseError(ErrorCodes.InvalidRequest, 'Only labels, macros and symbols of this file (name<>) can be renamed here.');
    return range({ line: position.line, ...found.word });
  });
  connection.onRenameRequest(({ textDocument: { uri }, position, newName }) => {
    if (!/^[\p{L}_][\p{L}\p{N}_·∕]*$/u.test(newName)) throw new ResponseError(ErrorCodes.InvalidParams, `${newName} is no name in assembly.`);
    const found = renameAt(workspace, uri, position.line, position.character);
    return found ? { changes: { [uri]: found.places.map((place) => ({ range: range(place), newText: newName })) } } : null;
  });
  connection.onWorkspaceSymbol(({ query }) => symbolsMatching(workspace, query)
    .map((found) => ({ name: found.name, kind: found.data ? SymbolKind.Variable : SymbolKind.Function, location: location(found) })));

  connection.onDocumentSymbol(({ textDocument: { uri } }) => {
    const file = workspace.file(uri);
    if (!file) return [];
    const whole = (from: number, to: number): Range => ({ start: { line: from, character: 0 }, end: { line: to, character: file.lines[to]?.length ?? 0 } });
    return [
      ...file.macros.map((macro) => ({ name: macro.text, kind: SymbolKind.Constant, range: whole(macro.line, macro.line), selectionRange: range(macro) })),
      ...file.functions.map((fn) => ({
        name: goName(fn.directive.symbol.text).name, detail: fn.directive.flags.join('|'), kind: SymbolKind.Function, range: whole(fn.directive.line, fn.lastLine), selectionRange: range({ ...fn.directive.symbol, line: fn.directive.line }),
        children: fn.labels.map((label) => ({ name: label.text, kind: SymbolKind.Key, range: range(label), selectionRange: range(label) })),
      })),
      ...file.data.filter((data) => data.directive === 'GLOBL').map((data) => ({ name: goName(data.text).name, kind: SymbolKind.Variable, range: whole(data.line, data.line), selectionRange: range(data) })),
    ];
  });

  connection.onFoldingRanges(({ textDocument: { uri } }) => {
    const file = workspace.file(uri);
    if (!file) return [];
    const trimmed = (from: number, to: number): number => { while (to > from && (file.code[to] ?? '').trim() === '') to--; return to; };
    return [
      ...file.functions.map((fn) => ({ startLine: fn.directive.line, endLine: trimmed(fn.directive.line, fn.lastLine) })),
      ...file.comments.map((comment) => ({ ...comment, kind: FoldingRangeKind.Comment })),
    ].filter((fold) => fold.endLine > fold.startLine);
  });

  connection.onCompletion(({ textDocument: { uri }, position }) => completionsAt(workspace, uri, position.line, position.character)
    .map((item) => ({ label: item.label, kind: KINDS[item.kind], detail: item.detail, documentation: item.documentation })));

  connection.onSignatureHelp(({ textDocument: { uri }, position }) => {
    const found = signatureAt(workspace, uri, position.line, position.character);
    return found ? { activeSignature: 0, activeParameter: found.active, signatures: [{ label: found.label, documentation: found.documentation, parameters: found.parameters.map((label) => ({ label })) }] } : null;
  });

  connection.languages.semanticTokens.on(({ textDocument: { uri } }) => {
    const file = workspace.file(uri);
    return { data: file ? encodeTokens(tokensOf(file)) : [] };
  });

  // The signature line above TEXT.
  connection.onCodeLens(({ textDocument: { uri } }) => (workspace.file(uri)?.functions ?? []).flatMap((fn) => {
    const declaration = workspace.declarationOf(uri, fn.directive.symbol.text);
    if (!declaration) return [];
    const target = { uri: declaration.uri, line: declaration.fn.line, column: declaration.fn.start };
    return [{ range: range({ ...fn.directive.symbol, line: fn.directive.line }), command: { title: declaration.fn.signature, command: 'gosched.openDeclaration', arguments: [target] } }];
  }));

  documents.listen(connection);
  connection.listen();
}
