/** `lockstep alert test`: sends a test by every way that the settings name. */
import { ConfigurationError } from '../../domain/errors.ts';
import { alertWays, type AlertWay } from '../alert-way.ts';
import type { CliGroup } from '../cli-command.ts';
import { EXIT } from '../exit-code.ts';

/** See file header. */
export const alertGroup: CliGroup = {
  command: 'alert',
  describe: 'Try how alarms reach you',
  commands: [
    {
      command: 'test',
      describe: 'Send a test alert by alert-command and alert-webhook',
      run: async (session) => {
        const ways = alertWays(await session.settings());
        if (ways.length === 0) {
          throw new ConfigurationError(
            'no way to you is set: `lockstep config set alert-webhook -` reads an address from standard input, `lockstep config set alert-command PROGRAM` names a program',
          );
        }
        const results = await Promise.all(
          ways.map(async (way) => ({ name: way.name, problem: await problemOf(way) })),
        );
        session.print({ results }, () =>
          results
            .map(({ name, problem }) => `${name}: ${problem === null ? 'delivered' : problem}`)
            .join('\n'),
        );
        if (results.some(({ problem }) => problem !== null)) session.exitCode = EXIT.other;
      },
    },
  ],
};

async function problemOf(way: AlertWay): Promise<string | null> {
  const alarm = {
    code: 'TEST',
    account: 'launcher',
    subject: 'test',
    detail: 'this is a test, nothing is wrong',
    sinceMs: Date.now(),
    wayOut: 'Nothing to do.',
  };
  try {
    await way.send({ event: 'test', alarm }, new AbortController().signal);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
