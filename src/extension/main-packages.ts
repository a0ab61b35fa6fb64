/** Go programs in folders: which folders hold a `main` package, and what a program is of which one file is known. */
import * as vscode from 'vscode';
import { findFiles } from './find-files';

const MAIN_PACKAGE = /^package\s+main\b/m;
const MAIN_FUNCTION = /^func\s+main\s*\(/m;
/** It is for `go run` alone, whatever package it says. */
const LEFT_OUT_OF_BUILDS = /^\/\/(go:build|\s*\+build) ignore\b/m;
const MOST_FILES_LISTED = 5000;
/** Said where a list of programs is cut. */
export const NOT_ALL_LISTED = 'Not all Go files of the workspace were looked at: there may be more programs';

export interface MainPackage { folder: vscode.WorkspaceFolder; /** relative to the folder; empty: the folder itself */ path: string; /** with the folder's name, if there are several */ label: string }

/** The `main` packages below workspace folders; `isCut`: there are more Go files than are listed. */
export async function mainPackages(folders: readonly vscode.WorkspaceFolder[], limit = MOST_FILES_LISTED): Promise<{ packages: MainPackage[]; isCut: boolean }> {
  const packages: MainPackage[] = [];
  let isCut = false;
  for (const folder of folders) {
    const found = await findFiles(folder, { extensions: ['go'], leftOut: ['vendor', 'testdata', 'node_modules'], limit });
    isCut ||= found.isCut;
    const byPackage = new Map<string, vscode.Uri[]>();
    for (const file of found.uris) {
      if (file.path.endsWith('_test.go')) continue;
      const path = file.path.slice(0, file.path.lastIndexOf('/')).slice(folder.uri.path.length).replace(/^\//, '');
      byPackage.set(path, [...byPackage.get(path) ?? [], file]);
    }
    for (const [path, files] of [...byPackage].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (await isMain(files)) packages.push({ folder, path, label: `${folders.length > 1 ? `${folder.name}: ` : ''}${path || '.'}` });
    }
  }
  return { packages, isCut };
}

/** All files of a package say the same name: the first one that is built with it is read. */
async function isMain(files: readonly vscode.Uri[]): Promise<boolean> {
  for (const file of files) {
    const text = await textOf(file);
    if (!LEFT_OUT_OF_BUILDS.test(text)) return MAIN_PACKAGE.test(text);
  }
  return false;
}

/**
 * The program that a `.go` or `.s` file belongs to: its folder where the package has more files than this one, which does not
 * compile without them; the file itself where each file is a program of its own, as in a folder of examples.
 */
export async function programAround(file: vscode.Uri): Promise<vscode.Uri> {
  const folder = vscode.Uri.joinPath(file, '..');
  if (file.path.endsWith('.s')) return folder;
  const entries = await vscode.workspace.fs.readDirectory(folder).then((list) => list, () => []);
  const names = entries.filter(([name, type]) => type & vscode.FileType.File && /\.(go|s)$/.test(name) && !name.endsWith('_test.go')).map(([name]) => name);
  const texts = await Promise.all(names.filter((name) => name.endsWith('.go')).map((name) => textOf(vscode.Uri.joinPath(folder, name))));
  const own = await textOf(file);
  if (!MAIN_PACKAGE.test(own) || LEFT_OUT_OF_BUILDS.test(own)) return file;
  const package_ = texts.filter((text) => MAIN_PACKAGE.test(text) && !LEFT_OUT_OF_BUILDS.test(text));
  const isWhole = package_.filter((text) => MAIN_FUNCTION.test(text)).length === 1;
  return isWhole && (package_.length > 1 || names.some((name) => name.endsWith('.s'))) ? folder : file;
}

async function textOf(file: vscode.Uri): Promise<string> {
  return vscode.workspace.fs.readFile(file).then((bytes) => new TextDecoder().decode(bytes), () => '');
}
