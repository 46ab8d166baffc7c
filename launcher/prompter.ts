/** Questions to a person at the console; tests answer for him. */
import type * as Library from '@inquirer/prompts';
import { ConfigurationError } from '../domain/errors.ts';

/** One thing to choose. */
export interface PromptChoice {
  readonly value: string;
  readonly name: string;
}

/** See file header. Every question rejects with ConfigurationError when the person leaves (Ctrl+C). */
export interface Prompter {
  select(message: string, choices: readonly PromptChoice[], preset?: string): Promise<string>;
  /** @param problem says what is wrong with a text; null when nothing is. */
  input(
    message: string,
    preset: string,
    problem?: (text: string) => string | null,
  ): Promise<string>;
  confirm(message: string, preset: boolean): Promise<boolean>;
}

/** The console's; the library is loaded when the first question is asked. */
export function consolePrompter(): Prompter {
  return {
    select: (message, choices, preset) =>
      asked(({ select }) =>
        select({ message, choices, ...(preset === undefined ? {} : { default: preset }) }),
      ),
    input: (message, preset, problem) =>
      asked(({ input }) =>
        input({
          message,
          ...(preset === '' ? {} : { default: preset }),
          validate: (text) => problem?.(text) ?? true,
        }),
      ),
    confirm: (message, preset) => asked(({ confirm }) => confirm({ message, default: preset })),
  };
}

async function asked<Answer>(
  question: (library: typeof Library) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await question(await import('@inquirer/prompts'));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ExitPromptError') throw error;
    throw new ConfigurationError(
      'left before the last question: no account was written; `lockstep init` begins anew',
      { cause: error },
    );
  }
}
