import { expect, test } from 'vitest';
import { removableField } from '../../launcher/account-flags.ts';

const DOCUMENT = { name: 'S', type: 'SLAVE', suffix: '.c', notes: 'mine', 'my-notes': 'mine' };

test.each([
  ['suffix', 'suffix'],
  ['symbol-map', 'symbol_map'],
  ['notes', 'notes'],
  ['my-notes', 'my-notes'],
])('--unset %s removes the field %s', (name, field) => {
  expect(removableField(name, DOCUMENT)).toBe(field);
});

test.each([
  ['name', 'cannot be removed'],
  ['type', 'cannot be removed'],
  ['broker', 'there is no field "broker"'],
])('--unset %s is refused', (name, words) => {
  expect(() => removableField(name, DOCUMENT)).toThrow(words);
});
