/** What can be killed, and the launcher's names of its children. */
import { NAMES } from './stage-files.ts';

/** See {@link ChildVictim}. */
export const CHILD_IDS = {
  'master terminal': `terminal ${NAMES.master}`,
  'master node': `master ${NAMES.master}`,
  'slave node': `slave ${NAMES.slave}`,
  'slave terminal': `terminal ${NAMES.slave}`,
} as const;

/** A child of the launcher. */
export type ChildVictim = keyof typeof CHILD_IDS;
/** Any process of a stage. */
export type Victim = ChildVictim | 'launcher' | 'database';
