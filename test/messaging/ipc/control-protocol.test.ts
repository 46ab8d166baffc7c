/** The invariants of messaging/ipc/control-protocol.ts that parsing keeps. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProtocolError } from '../../../domain/errors.ts';
import {
  CONTROL_VERSION,
  parseControlOutcome,
  parseControlRequest,
} from '../../../messaging/ipc/control-protocol.ts';

const request = (changes: object = {}) =>
  JSON.stringify({ version: CONTROL_VERSION, token: 't', command: { type: 'status' }, ...changes });

test('a request is read as it was written', () => {
  const line = request({ command: { type: 'flatten', name: null } });
  expect(parseControlRequest(line).command).toEqual({ type: 'flatten', name: null });
});

test.each([
  ['an unknown command', request({ command: { type: 'format-disk' } }), 'command'],
  ['a field too many', request({ more: 1 }), 'malformed'],
  ['a missing name', request({ command: { type: 'pause' } }), 'command.name'],
  ['an empty name', request({ command: { type: 'pause', name: '' } }), 'command.name'],
  ['a magic that is a number', request({ command: { type: 'close', magic: 5 } }), 'command.magic'],
  ['text that is no JSON', 'status', 'no message'],
])('%s is refused', (_name, line, words) => {
  expect(() => parseControlRequest(line)).toThrow(words);
});

test('another version is named before anything else (invariant 2)', () => {
  const line = JSON.stringify({ version: 99, something: 'else' });
  expect(() => parseControlRequest(line)).toThrow(/version 99/);
  expect(() => parseControlOutcome(line)).toThrow(/version 99/);
});

test('a message about a malformed request does not repeat its token', () => {
  expect(() => parseControlRequest(request({ token: 'very-secret', command: 1 }))).toThrow(
    /^(?!.*very-secret)/,
  );
});

test('whatever the line, only a ProtocolError is thrown', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
      expect(thrownBy(() => parseControlRequest(line))).toBeInstanceOf(ProtocolError);
    }),
  );
});

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
