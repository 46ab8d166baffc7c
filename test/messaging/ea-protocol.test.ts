import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { handshakeMac, type Handshake } from '../../config/ea-auth.ts';
import { isCopyMagic } from '../../domain/copy-identity.ts';
import { magic } from '../../domain/ids.ts';
import { parseEaMessage } from '../../messaging/ea-message.ts';
import { eaResults, toHistoryPage } from '../../messaging/ea-protocol-results.ts';
import {
  EA_MESSAGE_MAX_BYTES,
  EA_PROTOCOL_VERSION,
  eaReply,
  eaStream,
} from '../../messaging/ea-protocol.ts';
import { eaRequestFrame, eaRequestParams, nodeMessage } from '../../messaging/ea-requests.ts';

/** The secret of the golden exchange. */
const SECRET = '0123456789abcdef'.repeat(4);
const DOCUMENT = new URL('../../docs/ea-protocol.md', import.meta.url);

const object = z.record(z.string(), z.unknown());

/** A folder's golden files: name without extension, content. */
function golden(folder: string): [string, Record<string, unknown>][] {
  const url = new URL(`golden/${folder}/`, import.meta.url);
  return readdirSync(url)
    .toSorted()
    .map((file) => [
      file.replace('.json', ''),
      object.parse(JSON.parse(readFileSync(new URL(file, url), 'utf8'))),
    ]);
}

/** The golden file of that name. */
function message(folder: string, name: string): Record<string, unknown> {
  const found = golden(folder).find(([file]) => file === name);
  if (found === undefined) throw new Error(`golden/${folder}/${name}.json is missing`);
  return found[1];
}

/** What a folder has examples of. */
function kinds(folder: string): string[] {
  return [...new Set(golden(folder).map(([file]) => file.split('.')[0] ?? ''))].toSorted();
}

function typesOf(schema: typeof eaStream | typeof nodeMessage): string[] {
  return schema.options.map((option) => option.shape.type.value).toSorted();
}

test('the schemas are those of the protocol’s version', () => {
  const schemas = [
    eaStream,
    eaReply,
    nodeMessage,
    eaRequestFrame,
    ...Object.values(eaRequestParams),
    ...Object.values(eaResults),
  ].map((schema) => z.toJSONSchema(schema));
  const hash = createHash('sha256').update(JSON.stringify(schemas)).digest('hex');
  // Changed on purpose? Then Protocol.mqh changes too, and a change that the other end would not
  // understand needs a new EA_PROTOCOL_VERSION, with a line in its history.
  expect([EA_PROTOCOL_VERSION, hash]).toEqual([
    1,
    'e6d4613c7f2862f61c1a4bc940e6058824547de070fa492e6063e0ac53cc071a',
  ]);
});

test.each(golden('ea'))('the EA’s %s is understood as it stands', (_, content) => {
  const parsed = parseEaMessage(Buffer.from(JSON.stringify(content)));
  expect(parsed?.type === 'reply' ? parsed.reply : parsed).toEqual(content);
});

test.each(golden('node'))('the node’s %s is understood as it stands', (_, content) => {
  expect(nodeMessage.parse(content)).toEqual(content);
});

test.each(golden('request'))('the request %s is understood as it stands', (_, content) => {
  const { action, params } = eaRequestFrame.parse(content);
  expect(eaRequestParams[action].parse(params)).toEqual(content['params']);
});

test.each(golden('reply'))('the reply %s answers its request', (name, content) => {
  const asked = eaRequestFrame.parse(message('request', name));
  const reply = parseEaMessage(Buffer.from(JSON.stringify(content)));
  expect(reply).toEqual({ type: 'reply', reply: content });
  expect(eaResults[asked.action].parse(content)).toEqual(content);
  expect(content['id']).toBe(asked.id);
});

test('a deal of the history may have a negative price; one that cannot be used is left out and named', () => {
  const { deals, ...content } = message('reply', 'GET_HISTORY') as { deals: [object] };
  const [deal] = deals;
  const below = { ...deal, price: '-37.63' };
  const odd = { ...deal, deal: '9', timeMsc: -1, price: 'x' };
  expect(toHistoryPage({ ...content, deals: [odd, 7, below] })).toEqual({
    deals: [below],
    more: false,
    refused: [
      expect.stringMatching(/^deal 9: price must be a decimal as a string; timeMsc /),
      expect.stringMatching(/^deal \?: /),
    ],
  });
  expect(toHistoryPage({ ...content, deals: 7 })).toBeNull();
});

test('every message and every action has a golden file', () => {
  const actions = Object.keys(eaRequestParams).toSorted();
  expect(kinds('ea').filter((name) => !name.startsWith('reply-'))).toEqual(typesOf(eaStream));
  expect(kinds('node')).toEqual(typesOf(nodeMessage));
  expect(kinds('request')).toEqual(actions);
  expect(kinds('reply')).toEqual(actions);
  expect(Object.keys(eaResults).toSorted()).toEqual(actions);
});

test('both proofs of the golden exchange are right', () => {
  const exchange = { ...message('ea', 'HELLO'), ...message('node', 'CHALLENGE') } as unknown;
  const proven = exchange as Handshake;
  expect(message('node', 'CHALLENGE')['mac']).toBe(handshakeMac(SECRET, 'node', proven));
  expect(message('ea', 'AUTH')['mac']).toBe(handshakeMac(SECRET, 'ea', proven));
});

test('the exchange that docs/ea-protocol.md prints is the golden one', () => {
  const all = ['ea', 'node', 'request', 'reply'].flatMap((folder) =>
    golden(folder).map(([, content]) => content),
  );
  const printed = readFileSync(DOCUMENT, 'utf8')
    .split('\n')
    .filter((line) => /^(EA|node) +→ \{/.test(line))
    .map((line): unknown => JSON.parse(line.slice(line.indexOf('{'))));
  expect(printed.length).toBeGreaterThan(8);
  for (const content of printed) expect(all).toContainEqual(content);
});

/** The EA's sources, one text. */
function advisor(): string {
  const folder = new URL('../../mql5/Include/Lockstep/', import.meta.url);
  return readdirSync(folder)
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .join('\n');
}

test('the EA speaks the same version, with the same limits and names', () => {
  const source = advisor();
  const defined = (name: string): number =>
    Number(new RegExp(`^#define ${name} +(\\d+)$`, 'm').exec(source)?.[1]);
  expect(defined('LOCKSTEP_PROTOCOL')).toBe(EA_PROTOCOL_VERSION);
  expect(defined('LOCKSTEP_MESSAGE_MAX')).toBe(EA_MESSAGE_MAX_BYTES);
  expect(isCopyMagic(magic(String(BigInt(defined('LOCKSTEP_MAGIC_PREFIX')) << 48n)))).toBe(true);
  for (const action of Object.keys(eaRequestParams)) expect(source).toContain(`=="${action}"`);
  for (const { shape } of eaStream.options) expect(source).toContain(`"${shape.type.value}"`);
});

test('the EA reads and writes every member of the golden messages by its name', () => {
  const source = advisor();
  const members = ['ea', 'node', 'request', 'reply']
    .flatMap((folder) => golden(folder))
    .flatMap(([, content]) => membersOf(content));
  for (const member of new Set(members)) expect(source).toContain(`"${member}"`);
});

/** All names of members, at any depth. */
function membersOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => membersOf(item));
  const parsed = object.safeParse(value);
  if (!parsed.success) return [];
  return Object.entries(parsed.data).flatMap(([name, inner]) => [name].concat(membersOf(inner)));
}
