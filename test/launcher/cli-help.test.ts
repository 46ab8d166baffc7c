import { expect, test } from 'vitest';
import { consoleUser, type Spoken } from './console-user.ts';

const COMMAND = /^ {2}lockstep ((?:[a-z]+ ?)+)/;

type Lockstep = (...args: string[]) => Promise<Spoken>;

/** The help of every command, found as a user would: from one page to the next. */
async function* pages(lockstep: Lockstep, words: readonly string[]): AsyncGenerator<string> {
  const { exitCode, out } = await lockstep(...words, '--help');
  expect(exitCode).toBe(0);
  yield out;
  const [, list = ''] = /^Commands:\n((?:.+\n)+)/m.exec(out) ?? [];
  for (const line of list.split('\n')) {
    const deeper = COMMAND.exec(line)?.[1]?.trim().split(' ') ?? [];
    if (deeper.length > words.length) yield* pages(lockstep, deeper);
  }
}

test('every command says what its words mean, and takes --home and --json', async () => {
  const { lockstep } = await consoleUser();
  const missing: string[] = [];
  const names: string[] = [];
  for await (const page of pages(lockstep, [])) {
    const [, name = ''] = /^lockstep ?(.*)\n/.exec(page) ?? [];
    names.push(name);
    const isGroup = /^Commands:/m.test(page);
    const words = [...name.matchAll(/[<[](\w+)/g)].map(([, word = '']) => `${word} {2,}[A-Za-z]`);
    for (const told of ['--json ', ...(isGroup ? [] : ['--home ']), ...words]) {
      if (!new RegExp(`^ +${told}`, 'm').test(page)) missing.push(`${name}: ${told}`);
    }
  }
  expect(missing).toEqual([]);
  expect(names).toEqual(
    expect.arrayContaining([
      'up',
      'keys show',
      'accounts enable <names..>',
      'config set <key> <value>',
    ]),
  );
});

test('settings and fields say what holds without them', async () => {
  const { lockstep } = await consoleUser();
  const one = async (...args: string[]) => (await lockstep(...args)).out.replaceAll(/\s+/g, ' ');
  expect(await one('up', '--help')).toContain('(default: 5555) [ZMQ_PUB_PORT]');
  expect(await one('accounts', 'add', '--help')).toMatch(/--max-signal-age [^[]*\(default: 10\)/);
});
