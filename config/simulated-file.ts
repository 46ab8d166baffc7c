/** Where the description of a simulated account's terminal is. */
import path from 'node:path';
import { fileWord } from './file-word.ts';

const LONGEST = 120;
/** Windows takes these for devices, whatever follows after a dot. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** `simulator/NAME.json` in the data folder; what no file's name may have is written as `%` and its code. */
export function simulatedFile(home: string, name: string): string {
  const word = fileWord(name, LONGEST).replace(RESERVED, (device) => `${device}%`);
  return path.join(home, 'simulator', `${word}.json`);
}
