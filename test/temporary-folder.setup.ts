/** Everything a run of the tests puts into the system's temporary folder goes when the run ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where `os.tmpdir()` looks: the first on Linux and macOS, the others on Windows. */
const VARIABLES = ['TMPDIR', 'TEMP', 'TMP'] as const;

/** Called by vitest once per run, before it starts the processes of the tests. @returns the clean-up */
export default function setup(): () => void {
  const before = VARIABLES.map((name) => [name, process.env[name]] as const);
  // A short name: paths of sockets in it may have about 100 characters.
  const folder = mkdtempSync(path.join(tmpdir(), 'lst-'));
  for (const name of VARIABLES) process.env[name] = folder;
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
}
