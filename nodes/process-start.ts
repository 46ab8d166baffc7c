/**
 * When the operating system started a process: tells whether a recorded process id is still the process
 * that recorded it.
 *
 * Invariant: what cannot be known is null, and null is nobody's start.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Resolves to the start of a process in comparable words, or null when it is not known. */
export type ProcessStart = (pid: number) => Promise<string | null>;

/** Other systems than Linux say it only to about a second, and this process knows its own as well. */
const TOLERANCE_MS = 2_000;
const ANSWER_MS = 5_000;

/** The start of this process; asks nobody except on Linux, as a node has to be ready soon. */
export async function ownStart(): Promise<string | null> {
  if (process.platform === 'linux') return await processStart(process.pid);
  return inMs(performance.timeOrigin);
}

/** See {@link ProcessStart}. */
export const processStart: ProcessStart = async (pid) => {
  try {
    switch (process.platform) {
      case 'linux':
        return await linuxStart(pid);
      case 'win32':
        return inMs(Number(await run('powershell.exe', windowsQuestion(pid))));
      default:
        return inMs(Date.parse(await run('ps', ['-o', 'lstart=', '-p', String(pid)])));
    }
  } catch {
    // The process is gone, or nobody answers: not known.
    return null;
  }
};

/** Whether two starts are the same one. */
export function isSameStart(left: string | null, right: string | null): boolean {
  if (left === null || right === null) return false;
  const [leftMs, rightMs] = [msOf(left), msOf(right)];
  if (leftMs === null || rightMs === null) return left === right;
  return Math.abs(leftMs - rightMs) <= TOLERANCE_MS;
}

/** Clock ticks since the boot, with the boot's id: exact, and no clock change touches it. */
async function linuxStart(pid: number): Promise<string | null> {
  const [stat, boot] = await Promise.all([
    readFile(`/proc/${String(pid)}/stat`, 'utf8'),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
  ]);
  // The second field is the program's name in brackets, which may contain anything.
  const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return ticks === undefined ? null : `${boot.trim()}/${ticks}`;
}

function windowsQuestion(pid: number): readonly string[] {
  const start = `(Get-Process -Id ${String(pid)}).StartTime.ToUniversalTime()`;
  const command = `[long](${start} - [datetime]'1970-01-01').TotalMilliseconds`;
  return ['-NoProfile', '-NonInteractive', '-Command', command];
}

async function run(program: string, args: readonly string[]): Promise<string> {
  const options = { timeout: ANSWER_MS, windowsHide: true, env: { ...process.env, LC_ALL: 'C' } };
  const { stdout } = await promisify(execFile)(program, args, options);
  return stdout.trim();
}

function inMs(ms: number): string | null {
  return Number.isFinite(ms) && ms > 0 ? `ms:${String(Math.round(ms))}` : null;
}

function msOf(start: string): number | null {
  return start.startsWith('ms:') ? Number(start.slice(3)) : null;
}
