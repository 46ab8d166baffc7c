/** What `lockstep flatten` says of each slave (launcher/commands/flatten.ts). */
import { expect, test } from 'vitest';
import { flattenText } from '../../launcher/commands/flatten.ts';

test('a slave whose ledger is empty but whose terminal has shown nothing is not called flat', () => {
  const text = flattenText({ slaves: [{ slave: 'Apex', held: [], isFlat: false }] });
  expect(text).toContain('Apex: its ledger has no open copy, but no complete list');
  expect(flattenText({ slaves: [{ slave: 'Apex', held: [], isFlat: true }] })).toBe('Apex: flat.');
});
