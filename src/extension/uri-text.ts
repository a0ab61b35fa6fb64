import type * as vscode from 'vscode';

/** A URI rather than a path: a scheme of two letters or more (one letter is a drive of Windows). */
export const isUri = (text: string): boolean => /^[A-Za-z][\w+.-]+:/.test(text);

/** A path where the file is on a disk, else the URI: what a launch configuration says of a file. */
export const pathOrUri = (uri: vscode.Uri): string => (uri.scheme === 'file' ? uri.fsPath : uri.toString());
