/**
 * Which folder is a terminal's data folder: the one under the user's MetaQuotes folder whose
 * `origin.txt` names the terminal's program folder, else (portable) the program folder itself.
 */
import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { decoded } from './decoded.ts';
import { ConfigurationError } from '../domain/errors.ts';

/** Where a terminal's program and its data lie. */
export interface TerminalFolder {
  /** With terminal64.exe and metaeditor64.exe. */
  readonly program: string;
  /** With MQL5. */
  readonly data: string;
}

/** What {@link findTerminal} goes by. */
export interface TerminalSearch {
  /** The account's name, for messages. */
  readonly name: string;
  /** The account's `path`. */
  readonly accountPath: string;
  /** From the command line: executable, program folder or data folder. */
  readonly terminal: string | null;
  /** The program folder is the data folder, whatever `origin.txt` files say. */
  readonly isPortable: boolean;
  /** `%APPDATA%`; null where there is none. */
  readonly applicationData: string | null;
}

/** @throws ConfigurationError when no terminal, or not one alone, fits. */
export async function findTerminal(search: TerminalSearch): Promise<TerminalFolder> {
  const found = await installedTerminals(search.applicationData);
  const { name, accountPath, terminal } = search;
  const wanted = terminal ?? (accountPath === 'simulator' ? null : accountPath);
  if (wanted !== null) {
    const isExecutable = /\.exe$/i.test(wanted);
    const program = isExecutable ? parentOf(wanted) : wanted;
    if (!search.isPortable) {
      const match = found.find(
        (one) => isSame(one.program, program) || (!isExecutable && isSame(one.data, program)),
      );
      if (match !== undefined) return match;
    }
    if (await exists(path.join(program, 'MQL5'))) return { program, data: program };
    if (terminal !== null || search.isPortable || (await exists(program))) {
      throw new ConfigurationError(
        `account "${name}": ${program} has no MQL5 folder and no origin.txt names it; start that terminal once, or give its data folder (File -> Open Data Folder) with --terminal PATH${listed(found)}`,
      );
    }
  }
  // Not even the only one is taken unasked: the preset that goes there holds the account's secret.
  const problem = wanted === null ? `its path is "${accountPath}"` : `${wanted} is not there`;
  throw new ConfigurationError(
    `account "${name}": ${problem}; say which terminal is meant with --terminal PATH${listed(found)}`,
  );
}

function listed(found: readonly TerminalFolder[]): string {
  if (found.length === 0) return '\nno terminal was found under the MetaQuotes folder';
  return `\nfound:${found.map((one) => `\n  ${one.program}  (data: ${one.data})`).join('')}`;
}

/** All terminals whose data folders are under the user's MetaQuotes folder. */
export async function installedTerminals(
  applicationData: string | null,
): Promise<readonly TerminalFolder[]> {
  if (applicationData === null) return [];
  const root = path.join(applicationData, 'MetaQuotes', 'Terminal');
  if (!(await exists(root))) return [];
  const result: TerminalFolder[] = [];
  for (const entry of (await readdir(root)).toSorted()) {
    const data = path.join(root, entry);
    const origin = path.join(data, 'origin.txt');
    if (await exists(origin)) result.push({ program: decoded(await readFile(origin)), data });
  }
  return result;
}

/** Whether something is at this path. */
export function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Documents hold Windows paths with either slash. */
function parentOf(file: string): string {
  return /^[a-z]:/i.test(file) ? path.win32.dirname(file) : path.dirname(file);
}

function isSame(one: string, other: string): boolean {
  return comparable(one) === comparable(other);
}

function comparable(file: string): string {
  return file.replaceAll('\\', '/').replace(/\/+$/, '').toLowerCase();
}
