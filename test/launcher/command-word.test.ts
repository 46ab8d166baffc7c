import { expect, test } from 'vitest';
import { wayOut } from '../../launcher/alarm-way-out.ts';
import { commandWord } from '../../launcher/command-word.ts';
import { consoleUser } from './console-user.ts';

test.each([
  ['Apex_01', 'Apex_01'],
  ['Größe.2', 'Größe.2'],
  ['FTMO 100k / 2', '"FTMO 100k / 2"'],
  ['a&b', '"a&b"'],
])('%s is typed as %s', (name, typed) => {
  expect(commandWord(name)).toBe(typed);
});

test('a way out of an account whose name has spaces can be typed as it stands', async () => {
  expect(wayOut('BOOK_INCOMPLETE', 'FTMO 100k')).toContain('`lockstep trust "FTMO 100k"`');
  const { lockstep } = await consoleUser();
  await lockstep('accounts', 'add', 'FTMO 100k', '--type', 'slave', '--path', 'simulator');
  const { out } = await lockstep('ea', 'secret', 'FTMO 100k');
  expect(out).toContain(
    '`lockstep ea install "FTMO 100k"` writes it into the preset Lockstep-FTMO%20100k.set.',
  );
});
