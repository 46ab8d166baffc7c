/** The documents and `--help` say the same of commands, flags, settings and fields. */
import { expect, test } from 'vitest';
import { SETTING_KEYS, settingName, settingRule } from '../../config/settings-table.ts';
import { masterDocument, slaveDocument } from '../../db/account-fields.ts';
import { consoleUser } from '../launcher/console-user.ts';
import { firstColumn, page, pages, section } from './pages.ts';

const commands = page('docs/commands.md');
const COMMAND = /^ {2}lockstep ((?:[a-z]+ ?)+)/;
const OF_ALL = new Set(['home', 'db', 'database-name', 'log-level', 'json', 'help', 'version']);

/** Each command's flags, by its words; a group by itself has those of what it does alone. */
async function flags(
  words: readonly string[] = [],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { lockstep } = await consoleUser();
  const { out } = await lockstep(...words, '--help');
  const own = [...out.matchAll(/^ +(?:-\w, )?--([a-z-]+)/gm)].map(([, flag = '']) => flag);
  const found = new Map<string, ReadonlySet<string>>([[words.join(' '), new Set(own)]]);
  const [, list = ''] = /^Commands:\n((?:.+\n)+)/m.exec(out) ?? [];
  for (const line of list.split('\n')) {
    const deeper = COMMAND.exec(line)?.[1]?.trim().split(' ') ?? [];
    if (deeper.length <= words.length) continue;
    for (const [name, each] of await flags(deeper)) found.set(name, each);
  }
  return found;
}

test('every command and each of its flags stands in docs/commands.md', async () => {
  const missing: string[] = [];
  for (const [name, own] of await flags()) {
    const isTold =
      name === '' ||
      commands.text.includes(`\`${name}`) ||
      commands.text.includes(`\`lockstep ${name}`);
    const last = name.split(' ').at(-1) ?? '';
    if (!isTold && !commands.text.includes(`\`${last}`)) missing.push(name);
    for (const flag of own) {
      // Fields and settings have tables of their own.
      if (OF_ALL.has(flag) || isFieldOrSetting(flag)) continue;
      if (!new RegExp(`--${flag}\\b`).test(commands.text)) missing.push(`${name} --${flag}`);
    }
  }
  expect(missing).toEqual([]);
});

function fields(): readonly string[] {
  return [...new Set([...Object.keys(masterDocument.shape), ...Object.keys(slaveDocument.shape)])];
}

function isFieldOrSetting(flag: string): boolean {
  const names = [
    ...fields().map((field) => field.replaceAll('_', '-')),
    ...SETTING_KEYS.map(settingName),
  ];
  return names.includes(flag);
}

test('every `lockstep …` in the documents is a command with these flags', async () => {
  const known = await flags();
  const wrong: string[] = [];
  for (const { name, text } of pages()) {
    const lines = text.split('\n').filter((line) => /^(?:\$ )?lockstep /.test(line));
    const inMarks = [...text.matchAll(/`lockstep ([^`]+)`/g)].map(([, words = '']) => words);
    for (const told of [
      ...lines.map((line) => line.replace(/^(?:\$ )?lockstep /, '')),
      ...inMarks,
    ]) {
      const problem = problemOf(told, known);
      if (problem !== null) wrong.push(`${name}: ${told}: ${problem}`);
    }
  }
  expect(wrong).toEqual([]);
});

/** What is wrong with a command as it is told; null when nothing is. */
function problemOf(told: string, known: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  const [command = ''] = told.split(/ +#|[;&>]/);
  const words = command.split(/\s+/).filter((word) => word !== '');
  const [one = '', two = ''] = words;
  const own = known.get(`${one} ${two}`) ?? known.get(one);
  if (one.startsWith('-') || one === 'COMMAND') return null;
  if (own === undefined) return 'no such command';
  const given = words
    .filter((word) => /^\[?--[a-z]/.test(word))
    .map((word) => word.replaceAll(/^\[?--(?:no-)?|[=\]…,.].*$/g, ''));
  const unknown = given.find((flag) => !own.has(flag));
  return unknown === undefined ? null : `no flag --${unknown}`;
}

test('every setting stands in docs/commands.md with its variables, and no other', () => {
  const table = section(commands, '## Settings');
  expect([...firstColumn(table)].toSorted()).toEqual(SETTING_KEYS.map(settingName).toSorted());
  for (const key of SETTING_KEYS) {
    const [row = ''] = new RegExp(`^\\| \`${settingName(key)}\`.*$`, 'm').exec(table) ?? [];
    for (const variable of settingRule(key).environment) expect(row).toContain(`\`${variable}\``);
  }
});

test('every field of an account stands in the README, and no other', () => {
  const told = firstColumn(section(page('README.md'), '## Accounts'));
  expect([...told].toSorted()).toEqual(
    fields()
      .filter((field) => field !== '_id')
      .toSorted(),
  );
});

test('each exit code of the help stands in docs/commands.md', async () => {
  const { lockstep } = await consoleUser();
  const [, help = ''] = /Exit codes: ([\s\S]*)\./.exec((await lockstep('--help')).out) ?? [];
  const codes = [...help.matchAll(/(?:^|[,\n] ?)(\d+) /g)].map(([, code = '']) => code);
  const told = [...section(commands, '## Exit codes').matchAll(/^\| (\d+) /gm)].map(
    ([, code = '']) => code,
  );
  expect(told.toSorted()).toEqual(codes.toSorted());
});
