import { expect, test } from 'vitest';
import { fileWord } from '../../config/file-word.ts';

test('what no file’s name may have is escaped', () => {
  expect(fileWord('Apex_01', 100)).toBe('Apex_01');
  expect(fileWord('a/b\\c:d*e?"<>|', 100)).toBe('a%2Fb%5Cc%3Ad%2Ae%3F%22%3C%3E%7C');
});

test('a long name is cut, and stays another one than its like', () => {
  const names = ['ж'.repeat(63) + 'а', 'ж'.repeat(63) + 'б'];
  const words = names.map((name) => fileWord(name, 100));
  expect(words.map((word) => word.length)).toEqual([100, 100]);
  expect(new Set(words).size).toBe(2);
});
