/** A desk by its deal lists: each slave against each of its masters, and nothing beside them. */
import { copyId, copyMagic, isCopyMagic } from '../../../domain/copy-identity.ts';
import { accountId, masterId, positionId, slaveId, type Magic } from '../../../domain/ids.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import { disagreements } from './agreement.ts';
import type { Desk } from './desk.ts';
import { DESK_SERVER, type DeskAccount } from './desk-files.ts';
import { safetyViolations } from './safety.ts';

const VOLUME_MIN = '0.01';

/** What keeps the slaves from being their masters' copies; of these masters alone when they are named. */
export async function deskDisagreements(
  desk: Desk,
  masters?: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await desk.stores.trades.list();
  return pairs(desk)
    .filter(({ master }) => masters?.includes(master.name) ?? true)
    .flatMap((pair) => {
      const isOfPair = ({ magic }: { readonly magic: string }): boolean => pair.magics.has(magic);
      return disagreements({
        ids: pair.ids,
        suffix: pair.slave.suffix ?? '',
        volumeMin: VOLUME_MIN,
        master: {
          deals: desk.deals(pair.master.name),
          positions: desk.hand(pair.master.name).positions,
        },
        slave: {
          deals: copiesOf(desk, pair),
          positions: desk.hand(pair.slave.name).positions.filter(isOfPair),
        },
        rows: rows.filter(
          (row) => row.masterId === pair.ids.master && row.slaveId === pair.ids.slave,
        ),
      }).map((what) => `${pair.slave.name} of ${pair.master.name}: ${what}`);
    });
}

/** What broke the contract, by the deal lists alone: one sentence each. */
export function deskViolations(desk: Desk): readonly string[] {
  const all = pairs(desk);
  const found = all.flatMap((pair) =>
    safetyViolations({
      masterId: pair.ids.master,
      slaveId: pair.ids.slave,
      master: desk.deals(pair.master.name),
      slave: copiesOf(desk, pair),
      maxSignalAgeMs: 10_000,
      volumeMin: VOLUME_MIN,
    }),
  );
  const strangers = desk.plan.accounts
    .filter(({ role }) => role === 'slave')
    .flatMap((slave) => {
      const own = all.filter((pair) => pair.slave === slave);
      return desk
        .deals(slave.name)
        .filter(({ magic }) => isCopyMagic(magic as Magic))
        .filter(({ magic }) => own.every(({ magics }) => !magics.has(magic)))
        .map(({ deal }) => `S4: deal ${deal} of ${slave.name} copies none of its masters`);
    });
  return [...found, ...strangers];
}

/** A slave's deals that copy this master. */
export function copiesOf(
  desk: Desk,
  { magics, slave }: Pick<DeskPair, 'magics' | 'slave'>,
): readonly Deal[] {
  const deals = desk.deals(slave.name);
  const positions = new Set(
    deals.filter(({ magic }) => magics.has(magic)).map(({ position }) => position),
  );
  return deals.filter(({ magic, position }) => magics.has(magic) || positions.has(position));
}

/** A slave and one of its masters. */
export interface DeskPair {
  readonly master: DeskAccount;
  readonly slave: DeskAccount;
  readonly ids: {
    readonly master: ReturnType<typeof masterId>;
    readonly slave: ReturnType<typeof slaveId>;
  };
  /** Of all positions that the master has ever had. */
  readonly magics: ReadonlySet<string>;
}

/** Who follows whom. */
export function pairs(desk: Desk): readonly DeskPair[] {
  const { accounts } = desk.plan;
  return accounts.flatMap((slave) =>
    (slave.masters ?? []).map((name) => {
      const master = accounts.find((one) => one.name === name);
      if (master === undefined) throw new Error(`the desk has no account "${name}"`);
      const ids = {
        master: masterId(accountId(master.login, DESK_SERVER)),
        slave: slaveId(accountId(slave.login, DESK_SERVER)),
      };
      const magics = new Set(
        desk
          .deals(name)
          .filter(({ side }) => side !== 'BALANCE')
          .map(({ position }) => copyMagic(copyId(ids.master, positionId(position), ids.slave))),
      );
      return { master, slave, ids, magics };
    }),
  );
}
