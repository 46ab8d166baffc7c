/** What an Expert Advisor keeps of its node's policy for silence. */
import { expect, test } from 'vitest';
import { temporaryFolder } from '../simulator/temporary-folder.ts';
import { answering, ScriptedNode, WELCOME, type Message } from './scripted-node.ts';
import { stateOf, wholeEa } from './whole-ea.ts';

/** A welcomed EA; what it answers to a POLICY, and what stands in its file then. */
function advisor() {
  const folder = temporaryFolder();
  const node = new ScriptedNode();
  const script = answering(WELCOME);
  const heard: Message[] = [];
  node.script = (message) => {
    heard.push(message);
    return script(message);
  };
  const ea = wholeEa(folder, node);
  ea.run(1_000);
  let count = 0;
  const tell = (params: Message): unknown => {
    count++;
    const id = `q${String(count)}`;
    node.say({ id, action: 'POLICY', params: { silenceSeconds: 30, lease: 3, ...params } });
    ea.run(100);
    return heard.find((message) => message['id'] === id);
  };
  return { tell, state: () => stateOf(folder) };
}

test('a policy without a list of other copies leaves the list as it is', () => {
  const { tell, state } = advisor();
  const alsoIds = ['7', '18446744073709551615'];
  expect(tell({ onSilence: 'flatten_copies', alsoIds })).toMatchObject({ ok: true });
  expect(state()).toMatchObject({ onSilence: 'flatten_copies', silenceSeconds: 30, alsoIds });
  expect(tell({ onSilence: 'flatten_all' })).toMatchObject({ ok: true });
  expect(state()).toMatchObject({ onSilence: 'flatten_all', silenceSeconds: 30, alsoIds });
  expect(tell({ onSilence: 'flatten_all', silenceSeconds: 60 })).toMatchObject({ ok: true });
  expect(state()).toMatchObject({ silenceSeconds: 60, alsoIds });
  expect(tell({ onSilence: 'hold', alsoIds: [] })).toMatchObject({ ok: true });
  expect(state()).toMatchObject({ onSilence: 'hold', silenceSeconds: 30, alsoIds: [] });
});

test('a list that is none is refused, and changes nothing', () => {
  const { tell, state } = advisor();
  tell({ onSilence: 'flatten_copies', alsoIds: ['7'] });
  expect(tell({ onSilence: 'hold', alsoIds: null })).toMatchObject({ error: 'BAD_PARAMS' });
  expect(tell({ onSilence: 'hold', alsoIds: '8' })).toMatchObject({ error: 'BAD_PARAMS' });
  expect(state()).toMatchObject({ onSilence: 'flatten_copies', alsoIds: ['7'] });
});
