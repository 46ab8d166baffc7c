import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { LOG_FILE_AGE_MS, LogFile, OLD_LOG_FILES } from '../../launcher/log-file.ts';

const folders: string[] = [];
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lockstep-log-'));
  folders.push(folder);
  return folder;
}

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

test('a full file is renamed, the oldest go', async () => {
  const folder = await newFolder();
  const told: string[] = [];
  const file = new LogFile(folder, (text) => void told.push(text), { maxBytes: 3 });
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

test('a file that could not be opened is tried again after a minute', async () => {
  const folder = await newFolder();
  await writeFile(path.join(folder, 'logs'), '');
  const told: string[] = [];
  let nowMs = 1_000;
  const say = (text: string) => void told.push(text);
  const file = new LogFile(path.join(folder, 'logs'), say, { now: () => nowMs });
  await rm(path.join(folder, 'logs'));
  file.write('at once\n');
  nowMs += 60_000;
  file.write('later\n');
  file.close();
  file.write('after the end\n');
  expect(await readFile(file.path, 'utf8')).toBe('later\n');
  expect(told).toHaveLength(1);
});

const nobody = () => undefined;
const lineAt = (ms: number) =>
  `{"level":"info","time":"${new Date(ms).toISOString()}","msg":"a"}\n`;

test('an old file is renamed, even one that an earlier launcher began', async () => {
  const folder = await newFolder();
  let nowMs = Date.UTC(2026, 10, 20);
  const first = new LogFile(folder, nobody, { now: () => nowMs });
  first.write(lineAt(nowMs));
  nowMs += LOG_FILE_AGE_MS - 1;
  first.write(lineAt(nowMs));
  first.close();
  const second = new LogFile(folder, nobody, { now: () => nowMs });
  expect(await readdir(folder)).toHaveLength(1);
  nowMs += 1;
  second.write(lineAt(nowMs));
  second.close();
  expect(await readFile(path.join(folder, 'lockstep.1.log'), 'utf8')).toBe(
    lineAt(Date.UTC(2026, 10, 20)) + lineAt(nowMs - 1),
  );
  expect(await readFile(second.path, 'utf8')).toBe(lineAt(nowMs));
});

test('a file that cannot be renamed is told once and grows on', async () => {
  const folder = await newFolder();
  const told: string[] = [];
  const file = new LogFile(folder, (text) => void told.push(text), { maxBytes: 1 });
  // Nothing can be renamed to a folder that is not empty.
  await mkdir(path.join(folder, 'lockstep.1.log', 'a'), { recursive: true });
  await mkdir(path.join(folder, `lockstep.${String(OLD_LOG_FILES)}.log`, 'a'), { recursive: true });
  for (const line of ['1\n', '2\n', '3\n']) file.write(line);
  file.close();
  expect(told).toHaveLength(1);
  expect(await readFile(file.path, 'utf8')).toBe('1\n3\n');
});
