import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { LogFile, OLD_LOG_FILES } from '../../launcher/log-file.ts';

const newFolder = () => mkdtemp(path.join(tmpdir(), 'lockstep-log-'));

test('a full file is renamed, the oldest go', async () => {
  const folder = await newFolder();
  const told: string[] = [];
  const file = new LogFile(folder, (text) => void told.push(text), 3);
  const count = OLD_LOG_FILES + 3;
  for (let line = 1; line <= count; line += 1) file.write(`${String(line).padStart(2, '0')}\n`);
  file.close();
  expect(told).toEqual([]);
  expect(await readdir(folder)).toHaveLength(OLD_LOG_FILES + 1);
  expect(await readFile(file.path, 'utf8')).toBe(`${String(count)}\n`);
  const oldest = path.join(folder, `lockstep.${String(OLD_LOG_FILES)}.log`);
  expect(await readFile(oldest, 'utf8')).toBe('03\n');
});

test('a restarted launcher goes on in the same file', async () => {
  const folder = await newFolder();
  for (const line of ['first\n', 'second\n']) {
    const file = new LogFile(folder, () => undefined);
    file.write(line);
    file.close();
    file.write('after the end\n');
  }
  expect(await readFile(path.join(folder, 'lockstep.log'), 'utf8')).toBe('first\nsecond\n');
});

test('a folder that cannot be written is told once and stops nobody', async () => {
  const blocked = path.join(await newFolder(), 'file');
  await writeFile(blocked, '');
  const told: string[] = [];
  const file = new LogFile(path.join(blocked, 'logs'), (text) => void told.push(text));
  file.write('line\n');
  file.write('line\n');
  file.close();
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('cannot be written');
});
