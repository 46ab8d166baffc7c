/**
 * Which programs run on this computer, by the path of their executable: the only thing that tells one
 * MetaTrader terminal from another. Asked without a shell and within a time.
 */
import { execFile } from 'node:child_process';
import { readdir, readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const ANSWER_MS = 15_000;
/** A list of all programs of a busy computer is far below it. */
const MAX_BYTES = 4_194_304;

/** See file header. */
export interface RunningPrograms {
  /** {@link comparablePath} of each; null when this system does not tell. Never rejects. */
  paths(): Promise<ReadonlySet<string> | null>;
}

/** This computer's. */
export function systemPrograms(platform: NodeJS.Platform = process.platform): RunningPrograms {
  return {
    paths: async () => {
      try {
        const found = platform === 'linux' ? await linuxPrograms() : await listed(platform);
        return new Set(found.map((file) => comparablePath(file, platform)));
      } catch {
        // Not known is told as such: who guesses "nothing runs" starts a terminal twice.
        return null;
      }
    },
  };
}

/** Windows knows one file by many spellings: either slash, any case. */
export function comparablePath(file: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return path.posix.normalize(file);
  return path.win32.normalize(file.replaceAll('/', '\\')).toLowerCase();
}

/** Whether two accounts' paths name one terminal; simulated ones are each their own. */
export function isSameTerminal(one: string, other: string): boolean {
  if (one === 'simulator' || other === 'simulator') return false;
  // Documents of this computer's Windows may be looked at elsewhere.
  const [left, right] = [one, other].map((file) =>
    comparablePath(file.replaceAll('\\', '/')).toLowerCase(),
  );
  return left === right;
}

/** The path as running programs are listed: without links, where the file is there. */
export async function listedPath(file: string): Promise<string> {
  return comparablePath(await realpath(file).catch(() => file));
}

/** The program and its arguments that list all executables, one a line. */
export function listingCall(platform: NodeJS.Platform): readonly [string, readonly string[]] {
  if (platform !== 'win32') return ['ps', ['-axo', 'comm=']];
  // Other users' programs have no path there unless Lockstep runs as administrator.
  const command =
    '[Console]::OutputEncoding = [Text.Encoding]::UTF8; Get-CimInstance -ClassName Win32_Process -Property ExecutablePath | ForEach-Object { $_.ExecutablePath }';
  return ['powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', command]];
}

async function listed(platform: NodeJS.Platform): Promise<readonly string[]> {
  const [program, args] = listingCall(platform);
  const options = { timeout: ANSWER_MS, maxBuffer: MAX_BYTES, windowsHide: true };
  const { stdout } = await promisify(execFile)(program, [...args], options);
  return stdout
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

async function linuxPrograms(): Promise<readonly string[]> {
  const entries = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const links = entries.map((entry) =>
    // It has ended meanwhile, is the kernel's or somebody else's.
    readlink(`/proc/${entry}/exe`).catch(() => null),
  );
  return (await Promise.all(links)).filter((file) => file !== null);
}
