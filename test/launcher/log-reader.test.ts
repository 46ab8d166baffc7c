import { appendFile, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LogFile } from '../../launcher/log-file.ts';
import { readLog, type LogReading } from '../../launcher/log-reader.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lockstep-logs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = (number = 0) =>
  path.join(folder, number === 0 ? 'lockstep.log' : `lockstep.${String(number)}.log`);

function reading(changes: Partial<LogReading> = {}): LogReading {
  const { signal } = new AbortController();
  return { folder, sinceMs: 0, isFollowing: false, signal, pollMs: 1, ...changes };
}

async function all(lines: AsyncIterable<string>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

test('old files come first, by their numbers and not by their names', async () => {
  await writeFile(file(10), 'a\nb\n');
  await writeFile(file(9), 'c\n');
  await writeFile(file(1), 'd\n');
  await writeFile(file(), 'é\nhalf a li');
  await writeFile(path.join(folder, 'other.log'), 'x\n');
  expect(await all(readLog(reading()))).toEqual(['a', 'b', 'c', 'd', 'é']);
});

test('a line may be longer than what is read at once', async () => {
  const long = 'é'.repeat(100_000);
  await writeFile(file(), `${long}\nb\n`);
  expect(await all(readLog(reading()))).toEqual([long, 'b']);
});

test('without a folder there is nothing', async () => {
  expect(await all(readLog(reading({ folder: path.join(folder, 'none') })))).toEqual([]);
});

test('old files that end before the wanted time are left out', async () => {
  await writeFile(file(2), 'a\n');
  await utimes(file(2), 1_000, 1_000);
  await writeFile(file(1), 'b\n');
  await writeFile(file(), 'c\n');
  expect(await all(readLog(reading({ sinceMs: 1_000_001 })))).toEqual(['b', 'c']);
});

test('following, each line comes once while files are renamed again and again', async () => {
  const stopping = new AbortController();
  const lines = readLog(reading({ isFollowing: true, signal: stopping.signal }));
  const log = new LogFile(folder, () => undefined, { maxBytes: 40 });
  const found: string[] = [];
  let written = 0;
  const write = (count: number): void => {
    for (let one = 0; one < count; one += 1) log.write(`line ${String((written += 1))}\n`);
  };
  write(12);
  for await (const line of lines) {
    found.push(line);
    // Between two looks the file that is read may have been renamed more than once.
    if (found.length === written && written < 100) write(1 + (written % 17));
    if (found.length >= 100) stopping.abort();
  }
  log.close();
  expect(found).toEqual(Array.from({ length: found.length }, (_, at) => `line ${String(at + 1)}`));
});

test('following starts before there is a log, and completes an unfinished line', async () => {
  const stopping = new AbortController();
  const lines = readLog(reading({ isFollowing: true, signal: stopping.signal }));
  const first = lines.next();
  await writeFile(file(), 'one\ntw');
  expect((await first).value).toBe('one');
  const second = lines.next();
  await appendFile(file(), 'o\n');
  expect((await second).value).toBe('two');
  const third = lines.next();
  await rename(file(), file(1));
  await writeFile(file(), 'three\n');
  expect((await third).value).toBe('three');
  const end = lines.next();
  stopping.abort();
  expect((await end).done).toBe(true);
});

test('a followed file that is deleted brings no old lines back', async () => {
  const stopping = new AbortController();
  await writeFile(file(1), 'old\n');
  await utimes(file(1), 1_000, 1_000);
  await writeFile(file(), 'a\n');
  const lines = readLog(reading({ isFollowing: true, signal: stopping.signal }));
  expect((await lines.next()).value).toBe('old');
  expect((await lines.next()).value).toBe('a');
  const next = lines.next();
  await rm(file());
  await writeFile(file(), 'b\n');
  expect((await next).value).toBe('b');
  stopping.abort();
  await lines.return(undefined);
});

test('a file that was filled within the same millisecond as the one before is not passed over', async () => {
  const stopping = new AbortController();
  const withFraction = 5.000_7;
  await writeFile(file(), 'a\n');
  await utimes(file(), withFraction, withFraction);
  const lines = readLog(reading({ isFollowing: true, signal: stopping.signal }));
  expect((await lines.next()).value).toBe('a');
  await rename(file(), file(2));
  await writeFile(file(1), 'b\n');
  await utimes(file(1), withFraction, withFraction);
  await writeFile(file(), 'c\n');
  expect((await lines.next()).value).toBe('b');
  expect((await lines.next()).value).toBe('c');
  stopping.abort();
  await lines.return(undefined);
});
