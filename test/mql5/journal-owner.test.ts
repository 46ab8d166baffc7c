/** Whose the journal of requests is while more than one Expert Advisor knows its account. */
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../simulator/temporary-folder.ts';
import {
  answering,
  HEARTBEAT,
  refused,
  ScriptedNode,
  WELCOME,
  type Message,
} from './scripted-node.ts';
import { wholeEa } from './whole-ea.ts';

/** An EA whose node notes what it is told; the node's script is given later. */
function linked(folder: string) {
  const node = new ScriptedNode();
  const heard: Message[] = [];
  const serve = (...answers: readonly Message[]): void => {
    const script = answering(...answers);
    node.script = (message) => {
      heard.push(message);
      return script(message);
    };
  };
  const of = (member: string, value: string): Message[] =>
    heard.filter((message) => message[member] === value);
  const ea = wholeEa(folder, node);
  /** With a node that speaks once a second. */
  const run = (seconds: number): void => {
    for (let passed = 0; passed < seconds; passed++) {
      node.say(HEARTBEAT);
      ea.run(1_000);
    }
  };
  return { node, ea, serve, of, run };
}

const modify = (id: string): Message => ({
  id,
  action: 'MODIFY',
  params: { ticket: '7', identifier: '7', sl: '1.38000', tp: '0', magic: '0' },
});

function journalIn(folder: string): string {
  const name = readdirSync(folder).find((file) => file.endsWith('.journal')) ?? '';
  return path.join(folder, name);
}

test('a request that another EA has carried out is answered by the one that takes over, and not sent', () => {
  const folder = temporaryFolder();
  const first = linked(folder);
  first.serve(WELCOME);
  first.ea.run(2_000);
  const spare = linked(folder);
  spare.serve(refused('ALREADY_CONNECTED'));
  spare.ea.run(2_000);
  first.node.say(modify('copy/modify/1'));
  first.ea.run(1_000);
  expect(first.ea.closes).toHaveLength(1);
  expect(first.of('id', 'copy/modify/1')).toMatchObject([{ error: 'REJECTED', retcode: 10_018 }]);
  first.node.leave();
  spare.serve(WELCOME);
  spare.ea.run(3_000);
  spare.node.say(modify('copy/modify/1'), modify('copy/modify/2'));
  spare.ea.run(1_000);
  expect(spare.ea.closes).toHaveLength(1);
  expect(spare.of('id', 'copy/modify/1')).toMatchObject([{ error: 'REJECTED', retcode: 10_018 }]);
  expect(spare.of('id', 'copy/modify/2')).toHaveLength(1);
});

test('an EA whose journal cannot be read changes positions, and tells its node of the next journal by a new handshake', () => {
  const folder = temporaryFolder();
  wholeEa(folder, new ScriptedNode()).run(100);
  const file = journalIn(folder);
  renameSync(file, `${file}.away`);
  mkdirSync(file);
  const { ea, node, serve, of, run } = linked(folder);
  const ids = (): unknown[] => of('type', 'AUTH').map(({ journalId }) => journalId);
  serve(WELCOME);
  ea.run(1_000);
  run(15);
  expect(ids()).toEqual(['unreadable']);
  node.say(modify('copy/modify/1'));
  run(1);
  expect(ea.closes).toHaveLength(1);
  renameSync(file, `${file}.damaged`);
  run(15);
  expect(ids()).toEqual(['unreadable', expect.stringMatching(/^[0-9a-f]{16}$/)]);
});
