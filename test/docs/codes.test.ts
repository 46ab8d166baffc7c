/** Every code that a user may meet is explained, and none is explained that does not exist. */
import { expect, test } from 'vitest';
import { ALARM_WAYS_OUT } from '../../launcher/alarm-way-out.ts';
import { CLOSE_CAUSES } from '../../domain/copy.ts';
import { BLOCK_CODES } from '../../domain/blocked.ts';
import { REFUSAL_CODES } from '../../domain/refusal.ts';
import { LINK_REFUSALS } from '../../nodes/link-watch.ts';
import { firstColumn, page, section } from './pages.ts';

const troubleshooting = page('docs/troubleshooting.md');

function sorted(words: Iterable<string>): readonly string[] {
  return [...words].toSorted();
}

test('refusals', () => {
  const [codes = ''] = section(troubleshooting, '## A position is not copied').split('| block ');
  expect(sorted(firstColumn(codes))).toEqual(sorted(REFUSAL_CODES));
});

test('blocks, as the notes of status show them', () => {
  const [, blocks = ''] = section(troubleshooting, '## A position is not copied').split('| block ');
  const shown = Object.keys(BLOCK_CODES)
    .filter((block) => block !== 'link')
    .map((block) => block.toUpperCase());
  expect(sorted(firstColumn(blocks))).toEqual(sorted(shown));
});

test('why a copy was closed', () => {
  const closed = section(troubleshooting, '## A copy is closed');
  expect(sorted(firstColumn(closed))).toEqual(sorted(CLOSE_CAUSES));
});

test('alarms', () => {
  const alarms = section(page('docs/commands.md'), '## Alarms');
  expect(sorted(firstColumn(alarms))).toEqual(sorted(Object.keys(ALARM_WAYS_OUT)));
});

test('why an EA is not let in', () => {
  const messages = section(page('docs/install-mt5.md'), '## What the messages mean');
  for (const code of LINK_REFUSALS)
    expect(messages).toMatch(new RegExp(`^\\| \`[^|]*${code}\``, 'm'));
});
