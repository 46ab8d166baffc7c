/** Files of recorded data: CSV with a head line, gzipped when the name ends in `.gz`. */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ConfigurationError } from '../../domain/errors.ts';

const unzip = promisify(gunzip);
const PRICE = /^\d{1,8}(\.\d{1,8})?$/;

/** One recorded quote. Bid and ask are the recording's own decimals; bid > ask occurs. */
export interface Tick {
  readonly timeMsc: number;
  readonly bid: string;
  readonly ask: string;
}

/** The lines of a CSV file without its head, which must begin with `head`. */
export async function readCsvLines(file: string, head: string): Promise<readonly string[]> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new ConfigurationError(`recording ${file} cannot be read`, { cause });
  }
  const text = (file.endsWith('.gz') ? await unzip(bytes) : bytes).toString('utf8');
  const [first = '', ...lines] = text.split(/\r?\n/);
  if (!first.startsWith(head)) {
    throw new ConfigurationError(`recording ${file} begins with "${first}", not with "${head}"`);
  }
  return lines.filter((line) => line !== '');
}

/** @throws ConfigurationError naming file and line of what is no tick, or is older than the one before. */
export async function readTicks(file: string): Promise<readonly Tick[]> {
  const lines = await readCsvLines(file, 'time_msc,bid,ask');
  let lastMs = 0;
  return lines.map((line, index) => {
    const [time = '', bid = '', ask = ''] = line.split(',');
    const timeMsc = Number(time);
    if (
      !Number.isSafeInteger(timeMsc) ||
      timeMsc < lastMs ||
      !PRICE.test(bid) ||
      !PRICE.test(ask)
    ) {
      throw new ConfigurationError(`recording ${file}, line ${String(index + 2)}: "${line}"`);
    }
    lastMs = timeMsc;
    return { timeMsc, bid, ask };
  });
}
