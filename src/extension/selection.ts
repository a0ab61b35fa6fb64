/** What is clicked on in a view becomes what VS Code shows: in the Call Stack view, in the editor, in Variables. */
import * as vscode from 'vscode';
import { type FocusAnswer, type FocusArguments, requests } from '../adapter/protocol';
import type { Sessions } from './session';

/** Waits for VS Code to show the selection before; a newer one is what the user wants. */
let awaited: vscode.Disposable | undefined;

/**
 * Selects a goroutine or a kernel thread, and shows the Call Stack view. With `view` that view stays instead, and gets the
 * focus back, which VS Code gives to the source: who goes through several rows need not come back for each. Where no frame
 * has a source there is only the Call Stack view to see.
 */
export async function select(sessions: Sessions, what: FocusArguments, view: string | undefined): Promise<void> {
  awaited?.dispose();
  let answer: FocusAnswer | undefined;
  // VS Code may be quicker than the answer.
  const shown = new Set<number>();
  const back = (): void => {
    if (!answer || !shown.has(answer.threadId)) return;
    listener.dispose();
    void vscode.commands.executeCommand(view && answer.hasSource ? `${view}.focus` : 'workbench.debug.action.focusCallStackView');
  };
  const listener = vscode.Disposable.from(
    vscode.debug.onDidChangeActiveStackItem((item) => {
      // A thread without frame comes before: its source is not open yet.
      if (!(item instanceof vscode.DebugStackFrame)) return;
      shown.add(item.threadId);
      back();
    }),
    // The program has stopped elsewhere: what VS Code shows then is not what was clicked on.
    sessions.onDidMove(() => listener.dispose()),
  );
  awaited = listener;
  try {
    answer = await sessions.request<FocusAnswer>(requests.focus, what);
    back();
  } catch (error) {
    listener.dispose();
    throw error;
  }
}
