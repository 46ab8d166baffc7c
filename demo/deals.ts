/** The brokers' deal lists: what really happened, whatever the copier believes. */
import { readFile } from 'node:fs/promises';
import { deal, type Deal } from '../simulator/deal.ts';

/** The deals of one account so far; a line that is being written is left for the next time. */
export async function readDeals(file: string): Promise<readonly Deal[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  return complete
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => deal.parse(JSON.parse(line)));
}
