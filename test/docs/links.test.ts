/** Every link of the documents leads somewhere, and every file that they name is there. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../config/paths.ts';
import { page, pages } from './pages.ts';

const LINK = /\]\(([^)\s]+)\)/g;
/** Folders of the repository, as paths in code marks begin with. */
const FOLDERS =
  /`((?:bench|config|db|demo|docs|domain|launcher|messaging|mql5|nodes|simulator|test)\/[\w./-]+\.(?:ts|md|mqh|mq5|json|mjs))`/g;

/** As GitHub makes an anchor of a heading. */
function anchors(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(pages())('links of $name', ({ name, text }) => {
  const dead = [...text.matchAll(LINK)]
    .map(([, link = '']) => link)
    .filter((link) => !/^(?:https?|mailto):/.test(link))
    .filter((link) => {
      const [file = '', anchor] = link.split('#', 2);
      const target = file === '' ? name : path.posix.join(path.posix.dirname(name), file);
      if (!existsSync(path.join(packageRoot(), target))) return true;
      return anchor !== undefined && !anchors(page(target).text).includes(anchor);
    });
  expect(dead).toEqual([]);
});

test.each(pages())('files that $name names', ({ text }) => {
  const gone = [...text.matchAll(FOLDERS)]
    .map(([, file = '']) => file)
    .filter((file) => !file.includes('NAME') && !existsSync(path.join(packageRoot(), file)));
  expect(gone).toEqual([]);
});
