import * as vscode from 'vscode';
import { ASSEMBLY_LANGUAGE } from './names';

/** Says beside the language's name, in the status bar, that not all files of a folder are known to the language server. */
export function showLimit(folder: string, files: number): vscode.LanguageStatusItem {
  const item = vscode.languages.createLanguageStatusItem(`gosched.files.${folder}`, [{ language: ASSEMBLY_LANGUAGE }]);
  item.name = 'Go assembly: files known';
  item.severity = vscode.LanguageStatusSeverity.Warning;
  item.text = `${files.toLocaleString('en')} files of ${folder} are known`;
  item.detail = 'It has more: definitions and references know those and the folders of open files. Open a smaller folder to have all.';
  return item;
}
