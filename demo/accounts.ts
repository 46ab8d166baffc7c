/** The demo's accounts: one master and its slaves at two brokers, on simulated terminals. */
import type { RawDocument } from '../db/account-store.ts';
import { SERVERS } from './brokers.ts';
import { ONLY_AT_OANDA, type DemoBroker } from './symbols.ts';

/** One account: its document, and where it is. */
export interface DemoAccount {
  readonly document: RawDocument & { readonly name: string };
  readonly role: 'master' | 'slave';
  readonly login: string;
  readonly server: string;
  readonly broker: DemoBroker;
  /** Of the copies' volume, against the master's. */
  readonly multiplier: string;
}

/** More slaves than these repeat them. */
const SLAVES: readonly {
  readonly name: string;
  readonly broker: DemoBroker;
  readonly multiplier: string;
  readonly fields: RawDocument;
}[] = [
  {
    name: 'Half_Size',
    broker: 'oanda',
    multiplier: '0.5',
    fields: { slippage_tolerance: 50 },
  },
  {
    // Six times as large, so that tenths of a lot are reached by some positions and missed by others.
    name: 'Other_Broker',
    broker: 'fxcm',
    multiplier: '6',
    fields: {
      suffix: '.c',
      // An empty name: not to be copied.
      symbol_map: { XAUUSD: 'GOLD', [ONLY_AT_OANDA]: '' },
      slippage_tolerance: 60,
    },
  },
  { name: 'Tight_Gate', broker: 'fxcm', multiplier: '1', fields: { slippage_tolerance: 4 } },
];

/** All of them; the master first. */
export function demoAccounts(slaveCount: number): readonly DemoAccount[] {
  const master: DemoAccount = {
    document: { name: 'Demo_Master', type: 'MASTER', path: 'simulator', enabled: true },
    role: 'master',
    login: '1000001',
    server: SERVERS.oanda,
    broker: 'oanda',
    multiplier: '1',
  };
  const slaves = Array.from({ length: slaveCount }, (_, index): DemoAccount => {
    const kind = SLAVES[index % SLAVES.length];
    if (kind === undefined) throw new Error('the demo has no kind of slave');
    const { broker, fields, multiplier } = kind;
    const round = Math.floor(index / SLAVES.length);
    const name = round === 0 ? kind.name : `${kind.name}_${String(round + 1)}`;
    const sizing = { mode: 'multiplier', value: Number(multiplier) };
    return {
      document: {
        name,
        type: 'SLAVE',
        path: 'simulator',
        enabled: true,
        ...fields,
        ...(multiplier !== '1' && { sizing }),
      },
      role: 'slave',
      login: String(2_000_001 + index),
      server: SERVERS[broker],
      broker,
      multiplier,
    };
  });
  return [master, ...slaves];
}
