import { expect, test } from 'vitest';
import { decodeSource } from '../../../../simulator/mql5/syntax/decode-source.ts';

const TEXT = 'int x=1; // Größe\r\n';

function utf16(text: string, littleEndian: boolean, mark: boolean): Uint8Array {
  const words = [...(mark ? [0xfeff] : []), ...Array.from(text, (letter) => letter.charCodeAt(0))];
  const view = new DataView(new ArrayBuffer(words.length * 2));
  for (const [index, word] of words.entries()) view.setUint16(index * 2, word, littleEndian);
  return new Uint8Array(view.buffer);
}

test.each([
  ['UTF-8', new TextEncoder().encode(TEXT)],
  ['UTF-8 with a mark', new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode(TEXT)])],
  ['UTF-16LE with a mark', utf16(TEXT, true, true)],
  ['UTF-16LE without a mark', utf16(TEXT, true, false)],
  ['UTF-16LE with half a word at its end', Uint8Array.of(...utf16(TEXT, true, true), 0)],
  ['UTF-16BE with a mark', utf16(TEXT, false, true)],
  ['UTF-16BE without a mark', utf16(TEXT, false, false)],
  [
    'UTF-16LE of other letters, without a mark',
    utf16(`// ${'ж'.repeat(60)}\n${TEXT}`, true, false),
  ],
  [
    'UTF-16BE of other letters, without a mark',
    utf16(`// ${'ж'.repeat(60)}\n${TEXT}`, false, false),
  ],
  ['Windows-1252', Uint8Array.from(TEXT, (letter) => letter.charCodeAt(0))],
])('%s is read', (_, bytes) => {
  expect(decodeSource(bytes)).toMatch(new RegExp(`${TEXT}$`));
});

test('Shift JIS is read, whose letters may hold a backslash', () => {
  const bytes = Uint8Array.of(0x83, 0x65, 0x95, 0x5c, 0x22, 0x0d, 0x0a);
  expect(decodeSource(bytes)).toBe('テ表"\r\n');
});

test('Cyrillic of one byte a letter is not taken for Shift JIS', () => {
  const bytes = Uint8Array.of(0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x5c, 0x6e);
  expect(decodeSource(bytes)).toMatch(/\\n$/);
});
