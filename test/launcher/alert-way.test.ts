import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { commandWay, webhookWay, type AlertNotice } from '../../launcher/alert-way.ts';

const NOTICE: AlertNotice = {
  event: 'raised',
  alarm: {
    code: 'ORPHAN',
    account: 'S',
    subject: '500',
    detail: 'a "stranger" & more',
    sinceMs: 0,
    wayOut: 'Close it.',
  },
};
const NEVER = new AbortController().signal;

test('a program gets the alarm on its standard input, no shell in between', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'lockstep-alert-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'said; touch $HOME');
  const script = `let t='';process.stdin.on('data',(d)=>t+=d).on('end',()=>require('fs').writeFileSync(process.argv[1],t+JSON.stringify(Object.values(process.env).some((value)=>value.includes('very-secret')))))`;
  // Windows knows a variable by any case.
  for (const name of ['MONGO_URI', 'mongo_uri']) {
    process.env[name] = 'mongodb://u:very-secret@h';
    onTestFinished(() => void delete process.env[name]);
  }
  await commandWay([process.execPath, '-e', script, file]).send(NOTICE, NEVER);
  const [line, isSecretThere] = (await readFile(file, 'utf8')).split('\n');
  expect(JSON.parse(line ?? '')).toMatchObject({
    event: 'raised',
    code: 'ORPHAN',
    since: '1970-01-01T00:00:00.000Z',
    text: 'Lockstep alarm ORPHAN on S: a "stranger" & more. Close it.',
  });
  expect(isSecretThere).toBe('false');
});

test('a program that ends with a failure is reported', async () => {
  const way = commandWay([process.execPath, '-e', 'process.exit(3)']);
  await expect(way.send(NOTICE, NEVER)).rejects.toThrow('exit code 3');
});

test('a program that does not end is killed and reported', async () => {
  const way = commandWay([process.execPath, '-e', 'setInterval(() => {}, 1000)'], 300);
  await expect(way.send(NOTICE, NEVER)).rejects.toThrow('did not end within 0.3 s');
});

test('a program that is not there is reported', async () => {
  await expect(commandWay(['/no/such/program']).send(NOTICE, NEVER)).rejects.toThrow(
    'cannot be started',
  );
});

async function server(status: number | null) {
  const bodies: string[] = [];
  const listening = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      bodies.push(body);
      if (status !== null) response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    listening.closeAllConnections();
    listening.close();
  });
  const { port } = listening.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}/very-secret`, bodies };
}

test('a webhook gets JSON that Slack and Discord both read', async () => {
  const { url, bodies } = await server(204);
  await webhookWay(url).send(NOTICE, NEVER);
  const text = 'Lockstep alarm ORPHAN on S: a "stranger" & more. Close it.';
  expect(bodies.map((body) => JSON.parse(body) as unknown)).toEqual([{ text, content: text }]);
});

test('a long alarm is cut where Discord would refuse it, between two characters', async () => {
  const { url, bodies } = await server(204);
  const detail = '😀'.repeat(1_500);
  await webhookWay(url).send({ ...NOTICE, alarm: { ...NOTICE.alarm, detail } }, NEVER);
  const { text, content } = JSON.parse(bodies[0] ?? '') as Record<string, string>;
  expect(text).toContain(detail);
  expect(content?.length).toBeLessThanOrEqual(2_000);
  expect(content).toMatch(/^Lockstep alarm ORPHAN on S: (?:😀)+…$/u);
});

test.each([
  ['that refuses', 404, 'answered 404'],
  ['that redirects', 302, 'answered 302'],
  ['that says nothing', null, 'no answer in time'],
])('a server %s is reported, without its address', async (_name, status, words) => {
  const { url } = await server(status);
  const sent = webhookWay(url, 500).send(NOTICE, NEVER);
  await expect(sent).rejects.toThrow(words);
  await expect(sent).rejects.toThrow(/^(?!.*very-secret)/);
});
