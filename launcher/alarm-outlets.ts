/** Where alarms go when they are raised and cleared: the log, the launcher's event log, the user. */
import { hostname } from 'node:os';
import type { Logger } from '../config/logger.ts';
import type { Settings } from '../config/settings.ts';
import { EventBuffer } from '../db/event-buffer.ts';
import type { Stores } from '../db/stores.ts';
import { accountName } from '../domain/ids.ts';
import { AlarmDesk, type AlarmHeard } from './alarm-desk.ts';
import { AlertDelivery } from './alert-delivery.ts';
import { alertWays } from './alert-way.ts';
import type { LastErrors } from './last-errors.ts';

/** See file header. */
export interface AlarmOutlets {
  readonly desk: AlarmDesk;
  /** What waits gets a moment; then nothing more is delivered. */
  close(): Promise<void>;
}

/** Opens them; what a node has logged and recorded already is only delivered. */
export function openAlarmOutlets(
  settings: Settings,
  stores: Stores,
  log: Logger,
  lastErrors: LastErrors,
): AlarmOutlets {
  const delivery = new AlertDelivery(alertWays(settings), log);
  const events = new EventBuffer(stores.events(accountName(`launcher:${hostname()}`)));
  const heard: AlarmHeard = (alarm, isRaised, isOwn) => {
    delivery.add({ event: isRaised ? 'raised' : 'cleared', alarm });
    if (!isOwn) return;
    const { code, account, subject, detail } = alarm;
    const at = Date.now();
    if (isRaised) {
      log.error({ code, account }, `alarm ${code}: ${detail}. ${alarm.wayOut}`);
      events.add({ at, kind: 'alarm-raised', data: { code, account, subject, detail } });
    } else {
      log.info({ code, account }, `alarm ${code} of ${subject} is over`);
      events.add({ at, kind: 'alarm-cleared', data: { code, account, subject } });
    }
  };
  const desk = new AlarmDesk(heard, Date.now, (id) => lastErrors.of(id));
  return {
    desk,
    close: async () => {
      await Promise.all([delivery.close(), events.close()]);
    },
  };
}
