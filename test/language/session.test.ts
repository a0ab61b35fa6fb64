/** A session of the language server over a real connection: what an editor sends, and what it hears. */
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import {
  CodeLensRequest, CompletionRequest, createConnection, DefinitionRequest, DidChangeTextDocumentNotification, DidCloseTextDocumentNotification, DidOpenTextDocumentNotification,
  DocumentHighlightRequest, DocumentSymbolRequest, FoldingRangeRequest, PrepareRenameRequest, RenameRequest, WorkspaceSymbolRequest, HoverRequest, ImplementationRequest, InitializedNotification, InitializeRequest, type Hover, type Location, type MarkupContent,
  PublishDiagnosticsNotification, ReferencesRequest, RegistrationRequest, SemanticTokensRequest, StreamMessageReader, StreamMessageWriter,
} from 'vscode-languageserver/node';
import { createProtocolConnection, type ProtocolConnection } from 'vscode-languageserver/node';
import { filesNotification, startServer } from '../../src/language/server';

const GO = 'file:///w/src/demo/demo.go';
const S = 'file:///w/src/demo/demo_amd64.s';
const TEXT = `#include "textflag.h"

TEXT ·getpid(SB), NOSPLIT, $0-8
	MOVQ $39, AX
	SYSCALL
	MOVQ AX, ret+0(FP)
	RET
`;

describe('language server over a connection', () => {
  let client: ProtocolConnection;
  const diagnostics: { uri: string; messages: string[] }[] = [];
  let isTyping = false;
  let checkNow: (() => void) | undefined;
  const registered = new Map<string, unknown>();
  let heard: (() => void) | undefined;
  const nextDiagnostics = (): Promise<void> => new Promise((resolve) => { heard = resolve; });

  before(async () => {
    const toServer = new PassThrough();
    const toClient = new PassThrough();
    startServer(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)), (work) => {
      checkNow = work;
      if (!isTyping) queueMicrotask(work);
      return () => { checkNow = undefined; };
    });
    client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    client.onNotification(PublishDiagnosticsNotification.type, (params) => {
      diagnostics.push({ uri: params.uri, messages: params.diagnostics.map(({ message }) => String(message)) });
      heard?.();
    });
    client.onRequest('workspace/codeLens/refresh', () => null);
    client.onRequest(RegistrationRequest.type, ({ registrations }) => { for (const { method, registerOptions } of registrations) registered.set(method, registerOptions); });
    client.listen();
    const { capabilities } = await client.sendRequest(InitializeRequest.type, { processId: null, rootUri: null, capabilities: {} });
    for (const name of ['hoverProvider', 'definitionProvider', 'referencesProvider', 'documentSymbolProvider', 'foldingRangeProvider', 'completionProvider', 'semanticTokensProvider', 'codeLensProvider'] as const) {
      assert.ok(capabilities[name], name);
    }
    await client.sendNotification(InitializedNotification.type, {});
  });
  after(() => client.dispose());

  const textDocument = { uri: S };
  const hover = async (line: number, character: number): Promise<string> => {
    const answer: Hover | null = await client.sendRequest(HoverRequest.type, { textDocument, position: { line, character } });
    return answer ? (answer.contents as MarkupContent).value : '';
  };

  it('reports nothing for a good file, and knows the syscall', async () => {
    await client.sendNotification(filesNotification, { files: [{ uri: GO, text: 'package demo\n\nfunc getpid() int\n' }] });
    const reported = nextDiagnostics();
    await client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri: S, languageId: 'go.asm', version: 1, text: TEXT } });
    await reported;
    assert.deepEqual(diagnostics.at(-1), { uri: S, messages: [] });
    assert.match(await hover(4, 2), /getpid/);
  });
  it('is asked of Go files only what leads into assembly', () => {
    assert.deepEqual([...registered.keys()].sort(), ['textDocument/definition', 'textDocument/didChange', 'textDocument/didClose', 'textDocument/didOpen', 'textDocument/implementation', 'textDocument/references']);
    for (const options of registered.values()) assert.deepEqual((options as { documentSelector: unknown }).documentSelector, [{ language: 'go' }]);
  });
  it('goes to Go and back, finds references, symbols, folds, tokens, signature', async () => {
    const position = { line: 2, character: 8 };
    const [go] = await client.sendRequest(DefinitionRequest.type, { textDocument, position }) as Location[];
    assert.equal(go.uri, GO);
    const [assembly] = await client.sendRequest(ImplementationRequest.type, { textDocument: { uri: GO }, position: { line: 2, character: 7 } }) as Location[];
    assert.equal(assembly.uri, S);
    assert.equal((await client.sendRequest(ReferencesRequest.type, { textDocument, position, context: { includeDeclaration: true } }))!.length, 2);
    assert.deepEqual((await client.sendRequest(DocumentSymbolRequest.type, { textDocument }))!.map(({ name }) => name), ['getpid']);
    assert.deepEqual((await client.sendRequest(FoldingRangeRequest.type, { textDocument }))!.map(({ startLine, endLine }) => [startLine, endLine]), [[2, 6]]);
    assert.ok((await client.sendRequest(SemanticTokensRequest.type, { textDocument }))!.data.length % 5 === 0);
    assert.equal((await client.sendRequest(CodeLensRequest.type, { textDocument }))![0].command!.title, 'func getpid() int');
    const completion = await client.sendRequest(CompletionRequest.type, { textDocument, position: { line: 4, character: 2 } });
    assert.ok((Array.isArray(completion) ? completion : completion!.items).some(({ label }) => label === 'SYSCALL'));
  });
  it('highlights, workspace symbols; says what cannot be renamed', async () => {
    const position = { line: 2, character: 8 };
    assert.equal((await client.sendRequest(DocumentHighlightRequest.type, { textDocument, position }))!.length, 1);
    assert.deepEqual((await client.sendRequest(WorkspaceSymbolRequest.type, { query: 'getp' }))!.map(({ name }) => name), ['getpid']);
    await assert.rejects(client.sendRequest(PrepareRenameRequest.type, { textDocument, position }), /Only labels, macros/);
    await assert.rejects(client.sendRequest(RenameRequest.type, { textDocument, position, newName: '1 2' }), /no name in assembly/);
  });
  it("says nothing of another architecture's instructions", async () => {
    const uri = 'file:///w/src/demo/demo_arm64.s';
    const reported = nextDiagnostics();
    await client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: 'go.asm', version: 1, text: 'TEXT ·getpid(SB), 4, $0-8\n\tMOVD $1, R0\n\tCBZ R0, gone\n' } });
    await reported;
    assert.deepEqual(diagnostics.at(-1), { uri, messages: [] });
    const closed = nextDiagnostics();
    await client.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
    await closed;
  });
  it('follows edits, and forgets a closed file', async () => {
    const changed = nextDiagnostics();
    await client.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: S, version: 2 }, contentChanges: [{ range: { start: { line: 5, character: 1 }, end: { line: 5, character: 5 } }, text: 'MOVQQ' }],
    });
    await changed;
    assert.match(diagnostics.at(-1)!.messages.join(), /unknown mnemonic MOVQQ/);
    const closed = nextDiagnostics();
    await client.sendNotification(DidCloseTextDocumentNotification.type, { textDocument });
    await closed;
    assert.deepEqual(diagnostics.at(-1)!.messages, []);
  });
  it('says nothing of words half written', async () => {
    const uri = 'file:///w/src/demo/typed_amd64.s';
    const before = diagnostics.length;
    const opened = nextDiagnostics();
    await client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: 'go.asm', version: 1, text: 'TEXT ·typed(SB), 4, $0-0\n\t\n\tRET\n' } });
    await opened;
    isTyping = true;
    for (const [at, text] of [...'MOVQ $1, AXX'].entries()) {
      const place = { line: 1, character: 1 + at };
      await client.sendNotification(DidChangeTextDocumentNotification.type, { textDocument: { uri, version: 2 + at }, contentChanges: [{ range: { start: place, end: place }, text }] });
    }
    // Another file that becomes known meanwhile changes nothing of that.
    await client.sendNotification(filesNotification, { files: [{ uri: 'file:///w/src/demo/other.go', text: 'package demo\n' }] });
    const place = { line: 1, character: 12 };
    await client.sendNotification(DidChangeTextDocumentNotification.type, { textDocument: { uri, version: 20 }, contentChanges: [{ range: { start: place, end: { ...place, character: 13 } }, text: '' }] });
    // Answered after all that was sent before.
    await client.sendRequest(HoverRequest.type, { textDocument: { uri }, position: place });
    assert.deepEqual(diagnostics.slice(before), [{ uri, messages: [] }]);
    const said = nextDiagnostics();
    checkNow!();
    await said;
    assert.deepEqual(diagnostics.slice(before), [{ uri, messages: [] }, { uri, messages: [] }]);
    isTyping = false;
  });
  it('answers for files it does not know', async () => {
    assert.equal(await client.sendRequest(HoverRequest.type, { textDocument: { uri: 'file:///nowhere.s' }, position: { line: 0, character: 0 } }), null);
    await assert.rejects(client.sendRequest('textDocument/unheardOf', {}));
  });
});
