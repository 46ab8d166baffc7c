import { expect, test } from 'vitest';
import { rewritten, shownIn, untrueLines } from './transcript.ts';

const PAGE = `# A day

Prose.

\`\`\`console
$ lockstep why 1008590934634
Copy: OPEN
  opened 2026-11-20 16:17:13.719, 2 s ago
\`\`\`

More prose, and \`\`\` elsewhere.
`;

const real = (output: string, command = 'lockstep why 2008590934999') => [{ command, output }];

test('a page is true when its lines are among the real ones, numbers and times aside', () => {
  expect(shownIn(PAGE)).toHaveLength(1);
  const output = 'Another: line\nCopy:   OPEN\n  opened 2027-01-01 01:01:01.001, 3 min ago\n';
  expect(untrueLines(PAGE, real(output))).toEqual([]);
});

test('a line that nothing printed is named with its command', () => {
  expect(untrueLines(PAGE, real('Copy: CLOSED\n  opened 1, 2 s ago'))).toEqual([
    'lockstep why 1008590934634: Copy: OPEN',
    'lockstep why 1008590934634:   opened 2026-11-20 16:17:13.719, 2 s ago',
  ]);
  expect(untrueLines(PAGE, real('Copy: OPEN', 'lockstep status'))).toHaveLength(1);
  expect(untrueLines(PAGE, [])).toHaveLength(1);
});

test('a page is written anew from what was recorded, its prose stays', () => {
  const fresh = rewritten(PAGE, real('Copy: CLOSED\n'));
  expect(fresh).toContain('$ lockstep why 2008590934999\nCopy: CLOSED\n```\n\nMore prose');
  expect(() => rewritten(PAGE, real('', 'lockstep status'))).toThrow('lockstep status');
});
