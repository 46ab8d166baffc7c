/** Starts a program that is to outlive this process. */
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

/** Resolves to null when it was started, else to why not; never rejects. No shell is involved. */
export type StartProgram = (file: string, args: readonly string[]) => Promise<string | null>;

/** See {@link StartProgram}. */
export const startDetached: StartProgram = (file, args) =>
  new Promise((resolve) => {
    let child: ChildProcess;
    try {
      child = spawn(file, [...args], {
        // Its own group: a console's Ctrl+C and the launcher's end do not reach it.
        detached: true,
        stdio: 'ignore',
        cwd: path.dirname(file),
      });
    } catch (error) {
      // What is no program, or lies in no folder, fails at once instead.
      resolve(error instanceof Error ? error.message : String(error));
      return;
    }
    child.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'ENOENT' ? `${file} is not there` : error.message);
    });
    child.once('spawn', () => {
      child.unref();
      resolve(null);
    });
  });
