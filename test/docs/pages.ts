/** The pages that a user or a developer reads, and what stands in them. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../config/paths.ts';

/** One page. */
export interface Page {
  /** From the package's folder, `docs/bus.md`. */
  readonly name: string;
  readonly text: string;
}

/** README, CONTRIBUTING, CHANGELOG and everything in `docs`. */
export function pages(): readonly Page[] {
  const inDocs = readdirSync(path.join(packageRoot(), 'docs')).filter((name) =>
    name.endsWith('.md'),
  );
  return [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    ...inDocs.map((name) => `docs/${name}`),
  ].map(page);
}

/** One page by its name. */
export function page(name: string): Page {
  return { name, text: readFileSync(path.join(packageRoot(), name), 'utf8') };
}

/** What stands under a heading, up to the next one of its level or a higher one. */
export function section({ name, text }: Page, heading: string): string {
  const level = /^#+/.exec(heading)?.[0].length ?? 0;
  const lines = text.split('\n');
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`${name} has no heading "${heading}"`);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex(
    (line) => /^#+ /.test(line) && (/^#+/.exec(line)?.[0].length ?? 0) <= level,
  );
  return rest.slice(0, end < 0 ? rest.length : end).join('\n');
}

/** The words in code marks of the first column of all tables of a text. */
export function firstColumn(text: string): ReadonlySet<string> {
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  return new Set(
    rows.flatMap((row) =>
      [...(row.replaceAll('\\|', '/').split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(
        ([, word = '']) => word,
      ),
    ),
  );
}
