import * as vscode from 'vscode';

/**
 * A bundle beside the extension's own (dist/web/NAME.js), loaded when it is first needed: a worker's `require` knows no files, so
 * it is fetched and evaluated as VS Code does it with the extension itself.
 */
export async function loadBundle<T>(extension: vscode.Uri, name: 'adapter' | 'language-client'): Promise<T> {
  const uri = vscode.Uri.joinPath(extension, 'dist/web', `${name}.js`);
  const answer = await fetch(uri.toString(true));
  if (!answer.ok) throw new Error(`${uri.toString(true)}: ${answer.status} ${answer.statusText}`);
  const module = { exports: {} as T };
  const require = (wanted: string): unknown => {
    if (wanted === 'vscode') return vscode;
    throw new Error(`${name}.js asks for ${wanted}, which a browser lacks`);
  };
  // Function takes the parameters' names before the body.
  (new Function('module', 'exports', 'require', `${await answer.text()}\n//# sourceURL=${uri.toString(true)}`) as (...args: unknown[]) => void)(module, module.exports, require);
  return module.exports;
}
