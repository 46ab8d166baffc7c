/**
 * Compiles the EA with a terminal's MetaEditor. Its exit code says nothing reliable: what counts is
 * the last line of its log and that the program is there afterwards.
 */
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError } from '../domain/errors.ts';
import { decoded } from './decoded.ts';
import { exists, type TerminalFolder } from './terminal-folder.ts';

const TIMEOUT_MS = 120_000;
const LOG_LINES_TOLD = 20;

/** Runs MetaEditor to its end; rejects only when it could not be started or did not end. */
export type RunMetaEditor = (editor: string, args: readonly string[]) => Promise<void>;

/**
 * Compiles and returns the log's result line.
 * @throws ConfigurationError when there are errors, no result or no program.
 */
export async function compileEa(terminal: TerminalFolder, run: RunMetaEditor): Promise<string> {
  const mql5 = path.join(terminal.data, 'MQL5');
  const source = path.join(mql5, 'Experts', 'Lockstep', 'Lockstep.mq5');
  const program = source.replace(/mq5$/, 'ex5');
  const log = path.join(terminal.data, 'lockstep-compile.log');
  const editor = path.join(terminal.program, 'metaeditor64.exe');
  // What an earlier run left must not pass for this one's result.
  await rm(program, { force: true });
  await rm(log, { force: true });
  try {
    await run(editor, [`/compile:"${source}"`, `/include:"${mql5}"`, `/log:"${log}"`]);
  } catch (cause) {
    throw new ConfigurationError(
      `${editor} did not run to its end; compile ${source} by hand (F7 in MetaEditor)`,
      { cause },
    );
  }
  const lines = (await exists(log)) ? decoded(await readFile(log)).split(/\r?\n/) : [];
  const result = lines.at(-1) ?? '';
  const errors = /^Result:? (\d+) errors?, \d+ warnings?/i.exec(result)?.[1];
  const told = lines.slice(-LOG_LINES_TOLD).join('\n');
  if (errors === undefined) {
    throw new ConfigurationError(
      `MetaEditor left no result in ${log}; compile ${source} by hand (F7 in MetaEditor)\n${told}`,
    );
  }
  if (errors !== '0') throw new ConfigurationError(`${source} does not compile:\n${told}`);
  if (!(await exists(program))) {
    throw new ConfigurationError(
      `MetaEditor reports "${result}", but ${program} is not there; compile by hand (F7 in MetaEditor)`,
    );
  }
  return result;
}

/** Starts the real one. */
// To confirm on Windows: the quotes stand inside the argument, as MetaEditor's manual writes them.
export const runMetaEditor: RunMetaEditor = (editor, args) =>
  new Promise((resolve, reject) => {
    const options = { windowsVerbatimArguments: true, windowsHide: true, timeout: TIMEOUT_MS };
    execFile(editor, [...args], options, (error) => {
      // A number is an exit code, which says nothing.
      if (error === null || typeof error.code === 'number') resolve();
      else reject(error);
    });
  });
