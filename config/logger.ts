/**
 * The log: one JSON object per line on standard output, or readable lines on a terminal. Every line
 * passes redact.ts before it leaves the process. No worker transports: what was logged before a
 * crash is written.
 */
import { createRequire } from 'node:module';
import { pino, type DestinationStream, type Level, type Logger } from 'pino';
import type PinoPretty from 'pino-pretty';
import { redactText } from './redact.ts';

export type { Logger } from 'pino';

/** Who speaks; on every line. */
export interface LogBindings {
  /** `launcher`, or the name of the child (`slave Apex_01`). */
  readonly node?: string;
  readonly role?: 'master' | 'slave' | 'terminal' | 'launcher';
  readonly account?: string;
}

/** How a log is written. */
export interface LoggerOptions {
  readonly level?: Level;
  /** Readable lines instead of JSON. */
  readonly pretty?: boolean;
  readonly bindings?: LogBindings;
  /** Takes one line with its line feed; standard output when absent. */
  readonly write?: (line: string) => void;
}

/** See file header. */
export function createLogger(options: LoggerOptions = {}): Logger {
  const write = options.write ?? writeToStdout();
  const form = options.pretty === true ? prettyLine() : (line: string): string => line;
  const destination: DestinationStream = {
    write: (line) => {
      write(form(redactText(line)));
    },
  };
  return pino(
    {
      level: options.level ?? 'info',
      // The process id of a child changes with each restart; its name is what a reader looks for.
      base: options.bindings ?? {},
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: {
        err: pino.stdSerializers.errWithCause,
        error: pino.stdSerializers.errWithCause,
      },
    },
    destination,
  );
}

/**
 * Turns a line of JSON from {@link createLogger} into a line for people.
 * @param translateTime pino-pretty's form of the time; without the day when absent.
 */
export function prettyLine(
  colorize = process.stdout.isTTY,
  translateTime = 'SYS:HH:MM:ss.l',
): (line: string) => string {
  // Loaded when it is needed: nodes write JSON, and it is 10 MB.
  const load = createRequire(import.meta.url);
  const { prettyFactory } = load('pino-pretty') as typeof PinoPretty;
  return prettyFactory({
    colorize,
    translateTime,
    ignore: 'node,role,account',
    messageFormat: '{if node}{node}: {end}{msg}',
    singleLine: true,
  });
}

/** Synchronous, so that the last words of a process are heard. */
function writeToStdout(): (line: string) => void {
  const destination = pino.destination({ dest: 1, sync: true });
  // Who read us is gone (a closed pipe): there is nobody to tell.
  destination.on('error', () => undefined);
  return (line) => {
    destination.write(line);
  };
}
