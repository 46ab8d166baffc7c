/** The controller's end of a terminal's control port. */
import type { Socket } from 'node:net';
import {
  ConfigurationError,
  ProtocolError,
  TerminalUnavailableError,
} from '../../domain/errors.ts';
import { readAddress, type BrokerAddress } from '../broker-process/address-file.ts';
import { connectToLoopback } from '../broker-process/connect-to-loopback.ts';
import { LineSplitter } from '../broker-process/line-splitter.ts';
import { controlAnswer, parseControlLine, type ControlCommand } from './control-message.ts';
import { controlFolder } from './control-server.ts';

const ANSWER_MS = 30_000;
/** An account's state holds all its positions. */
const MAX_LINE_BYTES = 67_108_864;

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** See the file's head. */
export class ControlClient {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  #number = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const lines = new LineSplitter(MAX_LINE_BYTES);
    socket.setNoDelay(true);
    socket.on('data', (part: Buffer) => {
      try {
        for (const line of lines.push(part)) this.#take(line);
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        this.#fail(error);
        socket.destroy();
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#fail(new TerminalUnavailableError('the terminal has gone')));
  }

  /**
   * Connects to the terminal that runs in this folder.
   * @param stateFolder the terminal's.
   * @throws TerminalUnavailableError when none does.
   */
  static async of(stateFolder: string): Promise<ControlClient> {
    const address = await readAddress(controlFolder(stateFolder));
    if (address !== null) return ControlClient.at(address);
    throw new TerminalUnavailableError(`no terminal runs in ${stateFolder}`);
  }

  /** @throws TerminalUnavailableError when nobody answers. */
  static async at({ port, token }: Omit<BrokerAddress, 'pid'>): Promise<ControlClient> {
    const client = new ControlClient(await connectToLoopback(port, 'the terminal'));
    client.#write({ type: 'LOGIN', token });
    return client;
  }

  /**
   * Asks the terminal for something and resolves to its result.
   * @throws ConfigurationError with the terminal's words when it cannot be done,
   * TerminalUnavailableError when the terminal does not answer in 30 s.
   */
  ask(command: ControlCommand): Promise<unknown> {
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) {
        reject(new TerminalUnavailableError('the terminal has gone'));
        return;
      }
      const late = setTimeout(() => {
        this.#waiting.delete(number);
        reject(new TerminalUnavailableError(`no answer to ${command.type}`));
      }, ANSWER_MS);
      const done = (): void => {
        clearTimeout(late);
        this.#waiting.delete(number);
      };
      this.#waiting.set(number, {
        resolve: (result) => {
          done();
          resolve(result);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      });
      this.#write({ type: 'control', number, command });
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(line: string): void {
    const answer = parseControlLine(line, controlAnswer);
    if (answer.ok) this.#waiting.get(answer.number)?.resolve(answer.result);
    else if (answer.number > 0) {
      this.#waiting.get(answer.number)?.reject(new ConfigurationError(answer.error));
    } else this.#fail(new ConfigurationError(answer.error));
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
  }

  #write(message: object): void {
    this.#socket.write(`${JSON.stringify(message)}\n`);
  }
}
