/** Whether a port of this computer is free, and which program has it. */
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';

const ANSWER_MS = 5_000;
const HOST = '127.0.0.1';
/** In /proc/net/tcp. */
const LISTENING = '0A';

/** Listens for a moment: nothing else tells for sure. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: HOST, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** `process 1234 (node)`; null when the system does not tell. Never rejects. */
export async function portHolder(port: number): Promise<string | null> {
  try {
    const pid = await listeningPid(port);
    if (pid === null) return null;
    const name = await programName(pid);
    return `process ${String(pid)}${name === null ? '' : ` (${name})`}`;
  } catch {
    // Another user's process, or no such tool: nobody told.
    return null;
  }
}

async function listeningPid(port: number): Promise<number | null> {
  if (process.platform === 'linux') return await linuxPid(port);
  if (process.platform === 'win32') {
    return pidOfNetstat(await run('netstat', ['-ano', '-p', 'TCP']), port);
  }
  const text = await run('lsof', ['-nP', `-iTCP:${String(port)}`, '-sTCP:LISTEN', '-t']);
  return numberOf(text.split('\n')[0] ?? '');
}

/** The words of `netstat` are translated; its columns are not. */
export function pidOfNetstat(text: string, port: number): number | null {
  for (const line of text.split(/\r?\n/)) {
    const [, local = '', remote = '', , pid = ''] = line.trim().split(/\s+/);
    // What listens has no other end.
    const isListening = remote.endsWith(':0');
    if (isListening && local.endsWith(`:${String(port)}`)) return numberOf(pid);
  }
  return null;
}

async function linuxPid(port: number): Promise<number | null> {
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of (await readFile(table, 'utf8').catch(() => '')).split('\n')) {
      const cells = line.trim().split(/\s+/);
      const [, local = '', , state] = cells;
      const isIt = Number.parseInt(local.split(':')[1] ?? '', 16) === port;
      if (isIt && state === LISTENING) inodes.add(`socket:[${cells[9] ?? ''}]`);
    }
  }
  for (const pid of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    const folder = path.join('/proc', pid, 'fd');
    // Not ours to look at, or gone meanwhile.
    const files = await readdir(folder).catch(() => []);
    for (const file of files) {
      const link = await readlink(path.join(folder, file)).catch(() => '');
      if (inodes.has(link)) return Number(pid);
    }
  }
  return null;
}

async function programName(pid: number): Promise<string | null> {
  if (process.platform === 'linux') {
    return (await readFile(`/proc/${String(pid)}/comm`, 'utf8')).trim();
  }
  if (process.platform === 'win32') {
    const text = await run('tasklist', ['/FI', `PID eq ${String(pid)}`, '/FO', 'CSV', '/NH']);
    return /^"([^"]+)"/.exec(text.trim())?.[1] ?? null;
  }
  return path.basename((await run('ps', ['-o', 'comm=', '-p', String(pid)])).trim());
}

async function run(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...args], {
    timeout: ANSWER_MS,
    windowsHide: true,
  });
  return stdout;
}

function numberOf(text: string): number | null {
  return /^\d+$/.test(text) ? Number(text) : null;
}
