/** Where Lockstep keeps what is not in the database. */
import path from 'node:path';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';

/**
 * The data folder: `LOCKSTEP_HOME`, else the system's place for a user's application data.
 * @param env the process's environment.
 */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
  const chosen = env['LOCKSTEP_HOME'];
  if (chosen !== undefined && chosen !== '') return path.resolve(chosen);
  switch (process.platform) {
    case 'win32':
      return path.join(env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'Lockstep');
    case 'darwin':
      return path.join(homedir(), 'Library', 'Application Support', 'Lockstep');
    default:
      return path.join(env['XDG_DATA_HOME'] ?? path.join(homedir(), '.local', 'share'), 'lockstep');
  }
}

/** The folder of package.json: from source and from dist the same one. */
export function packageRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error(`no package.json above ${import.meta.url}`);
    folder = parent;
  }
  return folder;
}
