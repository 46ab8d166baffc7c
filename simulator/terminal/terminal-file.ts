/**
 * The description of one simulated terminal: whose account at which broker, which Expert Advisor with
 * which inputs, and how near to a real terminal it behaves. Strict JSON; docs/simulator.md explains each
 * field.
 */
import path from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../../domain/errors.ts';
import { terminalFault } from '../faults/terminal-fault.ts';
import { loginText } from '../faults/matcher.ts';

const ms = z.number().nonnegative().max(60_000);

const options = z.strictObject({
  /** Events of a timer come no sooner after each other than this, drawn evenly; 0 and 0: no floor. */
  timerFloorMs: z
    .strictObject({ min: ms, max: ms })
    .refine(({ min, max }) => min <= max, 'min must not be above max')
    .default({ min: 10, max: 16 }),
  /** GetTickCount64 advances by so many ms, as the clock of Windows does. */
  tickCountStepMs: z.number().positive().max(100).default(15.625),
  phantomByte: z.boolean().default(false),
  readTimeoutDrops: z.boolean().default(false),
  allowedHosts: z.array(z.string().min(1)).max(100).default(['127.0.0.1']),
  /** The button "Algo Trading" and the program's own box "Allow Algo Trading". */
  terminalTradeAllowed: z.boolean().default(true),
  programTradeAllowed: z.boolean().default(true),
  /** Lists come so much later than the connection. */
  syncDelayMs: ms.default(100),
  seed: z.number().int().nonnegative().default(1),
});

const terminalFile = z.strictObject({
  /** The account document's name: under it the EA's secret is kept. */
  name: z.string().min(1).max(64),
  role: z.enum(['master', 'slave']),
  login: loginText,
  /** The broker's description (simulator/broker-process/broker-file.ts). */
  broker: z.string().min(1),
  /** Port of the node; absent: it is given when the terminal is started. */
  port: z.number().int().min(1).max(65_535).exactOptional(),
  /** Where the secrets and compiled programs are; absent: LOCKSTEP_HOME or the system's place. */
  dataFolder: z.string().min(1).exactOptional(),
  /** The terminal's data folder: MQL5/Files, global variables. */
  stateFolder: z.string().min(1),
  /** Common to all terminals; absent: `common` beside the state folder. */
  commonFolder: z.string().min(1).exactOptional(),
  /** The Expert Advisor's source; absent: the shipped one. */
  expert: z.string().min(1).exactOptional(),
  /** Inputs by name, as the dialog of the terminal would set them. */
  inputs: z
    .record(z.string().regex(/^\w+$/), z.union([z.string(), z.number(), z.boolean()]))
    .default({}),
  chartSymbol: z.string().max(32).default(''),
  options: options.prefault({}),
  /** When the program could know of each deal is written to this file, to measure (deal-times.ts). */
  dealTimes: z.string().min(1).exactOptional(),
  /** From the first login on. */
  faults: z.array(terminalFault).max(100).default([]),
});

/** See the file's head; defaults are filled in and paths are absolute. */
export type TerminalFile = z.infer<typeof terminalFile> & { commonFolder: string };
/** The same before defaults are filled in, as one writes it. */
export type TerminalFileInput = z.input<typeof terminalFile>;

/**
 * @param file names the description in errors and is where relative paths start.
 * @throws ConfigurationError naming the file and every wrong field.
 */
export function parseTerminalFile(json: unknown, file: string): TerminalFile {
  const parsed = terminalFile.safeParse(json);
  if (!parsed.success) {
    throw new ConfigurationError(`account file ${file}:\n${z.prettifyError(parsed.error)}`);
  }
  const found = parsed.data;
  const absolute = (relative: string): string => path.resolve(path.dirname(file), relative);
  const stateFolder = absolute(found.stateFolder);
  return {
    ...found,
    broker: absolute(found.broker),
    stateFolder,
    commonFolder:
      found.commonFolder === undefined
        ? path.join(path.dirname(stateFolder), 'common')
        : absolute(found.commonFolder),
    ...(found.dataFolder === undefined ? {} : { dataFolder: absolute(found.dataFolder) }),
    ...(found.expert === undefined ? {} : { expert: absolute(found.expert) }),
    ...(found.dealTimes === undefined ? {} : { dealTimes: absolute(found.dealTimes) }),
  };
}
