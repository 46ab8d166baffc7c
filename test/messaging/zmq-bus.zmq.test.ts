import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { masterId } from '../../domain/ids.ts';
import { ZmqBookPublisher } from '../../messaging/zmq-bus-publisher.ts';
import { ZmqBookSubscriber } from '../../messaging/zmq-bus-subscriber.ts';
import { hostKeys, MASTER, notices, Reader } from './bus-builders.ts';
import { busContract, publishUntil } from './bus-contract.ts';

busContract(() => {
  const keys = hostKeys();
  return {
    bind: (endpoint) => ZmqBookPublisher.bind(endpoint, keys, notices().listener),
    subscriber: (listener) => new ZmqBookSubscriber(keys, listener),
  };
});

test('an address that is not this computer is refused with a way out', async () => {
  const bound = ZmqBookPublisher.bind('tcp://192.0.2.1:5555', hostKeys(), notices().listener);
  await expect(bound).rejects.toThrow(/tcp:\/\/192\.0\.2\.1:5555: cannot be bound .* bus_endpoint/);
});

test('an endpoint that cannot be connected to is reported and ends nothing else', async () => {
  const keys = hostKeys();
  const { all, listener } = notices();
  const publisher = await ZmqBookPublisher.bind('tcp://127.0.0.1:*', keys, listener);
  const subscriber = new ZmqBookSubscriber(keys, listener);
  const reader = new Reader(subscriber);
  subscriber.follow({ masterId: masterId('1@Typo'), endpoint: 'tcp://127.0.0.1' });
  subscriber.follow({ masterId: MASTER, endpoint: publisher.endpoint });
  await publishUntil(publisher, () => reader.last !== undefined);
  expect(all).toHaveLength(1);
  expect(all[0]).toMatchObject({
    detail: expect.stringMatching(/127\.0\.0\.1 cannot be .* bus_endpoint/),
  });
  await Promise.all([subscriber.close(), publisher.close()]);
});

test('a process ends by itself once both ends are closed, with peers that are not there', async () => {
  const program = `
    import { hostKeys } from './test/messaging/bus-builders.ts';
import { ZmqBookPublisher } from './messaging/zmq-bus-publisher.ts';
    import { ZmqBookSubscriber } from './messaging/zmq-bus-subscriber.ts';
    const keys = hostKeys();
    const publisher = await ZmqBookPublisher.bind('tcp://127.0.0.1:*', keys, () => undefined);
    const subscriber = new ZmqBookSubscriber(keys, () => undefined);
    subscriber.follow({ masterId: '1@A', endpoint: publisher.endpoint });
    subscriber.follow({ masterId: '2@A', endpoint: 'tcp://127.0.0.1:1' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await subscriber.close();
    await publisher.close();
  `;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});
