/** The version of this package. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../config/paths.ts';

/** As package.json says. */
export function packageVersion(): string {
  const file = path.join(packageRoot(), 'package.json');
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return z.object({ version: z.string() }).parse(content).version;
}
