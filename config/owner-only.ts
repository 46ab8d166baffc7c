/** Folders that nobody but the user who runs Lockstep may read. */
import { execFile } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { ConfigurationError } from '../domain/errors.ts';

const run = promisify(execFile);

/**
 * Creates the folder if need be and shuts everybody else out: mode 700, on Windows an access list of
 * its own without inheritance.
 * @throws ConfigurationError when Windows does not accept the access list.
 */
export async function ownerOnlyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32') {
    // The folder may be older than this rule, or come from a copy.
    await chmod(folder, 0o700);
    return;
  }
  const command = icaclsArguments(folder, windowsUser(process.env));
  try {
    await run('icacls', command, { windowsHide: true, timeout: 10_000 });
  } catch (cause) {
    throw new ConfigurationError(
      `${folder} cannot be closed to other users: run "icacls ${command.join(' ')}" by hand and read its answer`,
      { cause },
    );
  }
}

/**
 * What `icacls` is told: inherited entries out, full control for this user and for the system, for
 * files made later too.
 */
// To confirm on Windows: nobody has run this line there yet.
export function icaclsArguments(folder: string, user: string): string[] {
  return [folder, '/inheritance:r', '/grant:r', `${user}:(OI)(CI)F`, '*S-1-5-18:(OI)(CI)F', '/Q'];
}

function windowsUser(env: NodeJS.ProcessEnv): string {
  const { username } = userInfo();
  const domain = env['USERDOMAIN'];
  return domain === undefined || domain === '' ? username : `${domain}\\${username}`;
}
