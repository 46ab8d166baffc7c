/** Gathers what doctor's checks of this computer need; changes nothing. */
import { constants } from 'node:fs';
import { access, readdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../config/paths.ts';
import { simulatedFile } from '../../config/simulated-file.ts';
import type { Account } from '../../domain/account.ts';
import { CopierError } from '../../domain/errors.ts';
import { eaState, presetFile } from '../ea-files.ts';
import { exists, findTerminal } from '../terminal-folder.ts';
import type { TerminalFacts } from './account-checks.ts';
import type { FolderFacts, SecretFile } from './host-checks.ts';

const OWNER_WRITES = 0o200;

/** The data folder. */
export async function folderFacts(home: string): Promise<FolderFacts> {
  const found = await stat(home).catch(() => null);
  if (found === null) return { home, exists: false, isWritable: false, freeBytes: null };
  const mayWrite = await access(home, constants.W_OK).then(
    () => true,
    () => false,
  );
  // An administrator may write everywhere; the bits say what was meant.
  const isMeant = process.platform === 'win32' || (found.mode & OWNER_WRITES) !== 0;
  const disk = await statfs(home).catch(() => null);
  const freeBytes = disk === null ? null : disk.bavail * disk.bsize;
  return { home, exists: true, isWritable: mayWrite && isMeant, freeBytes };
}

/** The folder of keys and everything in it that is secret. */
export async function secretFiles(folder: string): Promise<readonly SecretFile[]> {
  const names = await readdir(folder).catch(() => null);
  if (names === null) return [];
  const files = [folder, ...names.map((name) => path.join(folder, name))];
  return await Promise.all(
    files.map(async (file) => {
      const found = await stat(file).catch(() => null);
      const mode = found === null || process.platform === 'win32' ? null : found.mode & 0o777;
      return { file, mode };
    }),
  );
}

/** What is at an account's path, and the EA of its terminal. */
export async function terminalFacts(
  account: Account,
  home: string,
  applicationData: string | null,
): Promise<TerminalFacts> {
  const { name, path: file, terminalArguments } = account;
  const nothing = { folderProblem: null, ea: null, isPresetThere: false };
  if (file === 'simulator') {
    return { ...nothing, isPathThere: await exists(simulatedFile(home, name)) };
  }
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) return { ...nothing, isPathThere: false };
  try {
    const isPortable = terminalArguments.some((each) => /^[/-]portable$/i.test(each));
    const where = { name, accountPath: file, terminal: null, isPortable, applicationData };
    const { data } = await findTerminal(where);
    return {
      isPathThere: true,
      folderProblem: null,
      ea: await eaState(path.join(packageRoot(), 'mql5'), data),
      isPresetThere: await exists(presetFile(data, name)),
    };
  } catch (error) {
    if (!(error instanceof CopierError)) throw error;
    const [folderProblem = ''] = error.message.split('\n');
    return { ...nothing, isPathThere: true, folderProblem };
  }
}
