/** Whether processes live, and which one the database is. */
import type { ChildProcess } from 'node:child_process';

export function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // There is no such process.
    return false;
  }
}

/** Process id of the server. */
export async function mongoPid(url: string): Promise<number> {
  const { MongoClient } = await import('mongodb');
  const client = new MongoClient(url);
  try {
    const status = await client.db('admin').command({ serverStatus: 1 });
    return Number(status['pid']);
  } finally {
    await client.close();
  }
}
