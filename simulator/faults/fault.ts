/** A fault as tests, the demo and descriptions write it: strict JSON, told apart by `type`. */
import { z } from 'zod';
import { ConfigurationError } from '../../domain/errors.ts';
import { brokerFault } from './broker-fault.ts';
import { terminalFault, type TerminalFault } from './terminal-fault.ts';

/** See the file's head. */
export const fault = z.union([brokerFault, terminalFault]);
/** With its defaults. */
export type Fault = z.infer<typeof fault>;
/** As one writes it. */
export type FaultInput = z.input<typeof fault>;

const terminalTypes = new Set<string>(terminalFault.options.map(({ shape }) => shape.type.value));

/** Is it shown by a terminal, not by the broker? */
export function isTerminalFault(found: Fault): found is TerminalFault {
  return terminalTypes.has(found.type);
}

const ofAccounts = new Set<string>(
  [...brokerFault.options, ...terminalFault.options]
    .filter(({ shape }) => 'account' in shape)
    .map(({ shape }) => shape.type.value),
);

/** A fault that may name an account and names none is that account's. */
export function ofAccount(
  json: Readonly<Record<string, unknown>>,
  login: string,
): Readonly<Record<string, unknown>> {
  const { type } = json;
  return typeof type === 'string' && ofAccounts.has(type) ? { account: login, ...json } : json;
}

/** @throws ConfigurationError naming the type and every wrong field. */
export function parseFault(json: unknown): Fault {
  const type = typeof json === 'object' && json !== null && 'type' in json ? json.type : null;
  const isTerminal = typeof type === 'string' && terminalTypes.has(type);
  const parsed = (isTerminal ? terminalFault : brokerFault).safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    `fault "${typeof type === 'string' ? type : 'without a type'}":\n${z.prettifyError(parsed.error)}`,
  );
}
