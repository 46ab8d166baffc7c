/**
 * The local control protocol: a command of `lockstep` asks the running launcher. One line of JSON
 * goes, one line comes back, the connection ends.
 *
 * Invariants:
 * 1. A request without the token of this run is answered with a refusal and carries out nothing.
 * 2. Another version is refused before anything else is looked at.
 * 3. No line is longer than its limit.
 */
import { z } from 'zod';
import { ProtocolError } from '../../domain/errors.ts';
import {
  adoptReport,
  flattenReport,
  linesReport,
  statusReport,
  whyReport,
} from './control-report.ts';
import { symbolsOfTerminal } from './node-command.ts';

/** Changed with every change of a schema that the other side could misread. */
export const CONTROL_VERSION = 1;
/** Longest request, with its line feed. */
export const MAX_REQUEST_BYTES = 16_384;
/** Longest answer, with its line feed. */
export const MAX_ANSWER_BYTES = 16_777_216;
/** Longest reason of a refusal, in characters. */
export const MAX_REASON_LENGTH = 20_000;

const name = z.string().min(1).max(200);
const integer64 = z.string().regex(/^-?\d{1,20}$/);

/** What an operator wants. */
export const controlCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('status') }),
  /** Stop everything in order; the launcher ends as well. */
  z.strictObject({ type: z.literal('down') }),
  /** Stop in order and start again: one account, or all (null). */
  z.strictObject({ type: z.literal('restart'), name: name.nullable() }),
  z.strictObject({ type: z.literal('pause'), name }),
  z.strictObject({ type: z.literal('resume'), name }),
  /** One slave, or all (null). */
  z.strictObject({ type: z.literal('flatten'), name: name.nullable() }),
  z.strictObject({ type: z.literal('trust'), name }),
  z.strictObject({ type: z.literal('close'), magic: integer64 }),
  /** What a terminal knows of symbols; see the node's command. */
  z.strictObject({
    type: z.literal('symbols'),
    name,
    symbols: z.array(z.string().min(1).max(64)).max(100),
  }),
  z.strictObject({ type: z.literal('why'), ticket: integer64 }),
  /** The Python copier's open trades: of one slave, or of all (null). */
  z.strictObject({ type: z.literal('adopt'), name: name.nullable() }),
]);
/** See {@link controlCommand}. */
export type ControlCommand = z.infer<typeof controlCommand>;

/** What each command is answered with. */
export const CONTROL_ANSWERS = {
  status: statusReport,
  down: linesReport,
  restart: linesReport,
  pause: linesReport,
  resume: linesReport,
  flatten: flattenReport,
  trust: linesReport,
  close: linesReport,
  symbols: symbolsOfTerminal,
  why: whyReport,
  adopt: adoptReport,
} as const satisfies Record<ControlCommand['type'], z.ZodType>;

/** The answer to a command of this type. */
export type ControlAnswer<Type extends ControlCommand['type']> = z.infer<
  (typeof CONTROL_ANSWERS)[Type]
>;

const anyVersion = z.looseObject({ version: z.number().int() });
const request = z.strictObject({
  version: z.literal(CONTROL_VERSION),
  token: z.string().max(200),
  command: controlCommand,
});
/** One request. */
export type ControlRequest = z.infer<typeof request>;

const outcome = z.discriminatedUnion('ok', [
  z.strictObject({ version: z.literal(CONTROL_VERSION), ok: z.literal(true), result: z.json() }),
  z.strictObject({
    version: z.literal(CONTROL_VERSION),
    ok: z.literal(false),
    error: z.strictObject({
      code: z.string().max(100),
      message: z.string().max(MAX_REASON_LENGTH),
    }),
  }),
]);
/** What comes back. */
export type ControlOutcome = z.infer<typeof outcome>;

/** @throws ProtocolError for anything that is no request of this version. */
export function parseControlRequest(line: string): ControlRequest {
  return parse(line, request, 'request');
}

/** @throws ProtocolError for anything that is no answer of this version. */
export function parseControlOutcome(line: string): ControlOutcome {
  return parse(line, outcome, 'answer');
}

function parse<Schema extends z.ZodType>(
  line: string,
  schema: Schema,
  what: string,
): z.infer<Schema> {
  const value = anyVersion.safeParse(fromJson(line));
  if (!value.success) throw new ProtocolError(`the ${what} is no message of the control protocol`);
  const { version } = value.data;
  if (version !== CONTROL_VERSION) {
    throw new ProtocolError(
      `the ${what} is of control version ${String(version)}, this Lockstep speaks ${String(CONTROL_VERSION)}: run the same version on both sides`,
    );
  }
  const result = schema.safeParse(value.data);
  // Only where it is wrong: the values may hold the token.
  const at = result.error?.issues.map((issue) => issue.path.join('.') || 'the message').join(', ');
  if (!result.success) throw new ProtocolError(`the ${what} is malformed: ${String(at)}`);
  return result.data;
}

/** Text that is no JSON is no message either. */
function fromJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
