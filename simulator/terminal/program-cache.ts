/**
 * Compiled programs on disk, as a terminal keeps .ex5 files: twenty terminals that start compile once,
 * and none of them keeps the compiler in memory.
 *
 * Invariants: 1. a file belongs to exactly these sources and this compiler: its name is their hash; 2. it
 * is there whole or not at all.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { replaceFile } from '../../config/replace-file.ts';
import { ConfigurationError } from '../../domain/errors.ts';
import type { EmittedProgram } from '../mql5/emit/emit-program.ts';

/** A compiled program with what an instance of it needs. */
export interface StoredProgram extends EmittedProgram {
  /** All functions that the compiler knows. */
  readonly functionNames: readonly string[];
  /** The program's inputs. */
  readonly inputs: readonly string[];
}

/** Where a compiled program lies. */
export interface CachedProgram {
  readonly file: string;
  readonly inputs: readonly string[];
}

/**
 * The compiled program of a source, compiled now if need be.
 * @param main the .mq5 file; what it includes lies in folders `Include` beside or above it.
 * @throws ConfigurationError when it does not compile, with the first messages.
 */
export async function compiledProgram(main: string, cacheFolder: string): Promise<CachedProgram> {
  const hash = createHash('sha256');
  for (const file of [...sourcesOf(main), ...compilerFiles()]) {
    hash
      .update(`${path.basename(file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  const name = `${path.basename(main, '.mq5')}-${hash.digest('hex').slice(0, 32)}`;
  const file = path.join(cacheFolder, `${name}.json`);
  const inputsFile = path.join(cacheFolder, `${name}.inputs.json`);
  if (existsSync(file) && existsSync(inputsFile)) {
    return { file, inputs: JSON.parse(readFileSync(inputsFile, 'utf8')) as readonly string[] };
  }
  const program = await compiled(main);
  await mkdir(cacheFolder, { recursive: true, mode: 0o700 });
  await replaceFile(file, JSON.stringify(program));
  await replaceFile(inputsFile, JSON.stringify(program.inputs));
  return { file, inputs: program.inputs };
}

async function compiled(main: string): Promise<StoredProgram> {
  // Loaded only when there is something to compile: it is larger than all the rest of a terminal.
  const [{ compile }, { library }, { defaultIncludeFolders }, { formatDiagnostic }] =
    await Promise.all([
      import('../mql5/compile.ts'),
      import('../mql5/api/library.ts'),
      import('../mql5/include-folders.ts'),
      import('../mql5/position.ts'),
    ]);
  const { program, diagnostics } = compile({
    main: main.replaceAll('\\', '/'),
    read: (file) => (existsSync(file) ? readFileSync(file) : null),
    includeFolders: defaultIncludeFolders(main),
    now: Math.floor(Date.now() / 1_000),
  });
  if (program === null) {
    const messages = diagnostics.slice(0, 5).map(formatDiagnostic).join('\n');
    throw new ConfigurationError(`${main} does not compile:\n${messages}`);
  }
  const found = program.text.matchAll(/\$\.input\(\$inputs,"(\w+)"/g);
  const inputs = [...found].map(([, name]) => name ?? '');
  return { ...program, functionNames: library().functionNames, inputs };
}

/** Everything that the program may include. */
function sourcesOf(main: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = path.dirname(path.resolve(main)); ; folder = path.dirname(folder)) {
    const include = path.join(folder, 'Include');
    if (existsSync(include)) folders.push(include);
    if (path.dirname(folder) === folder) break;
  }
  const included = folders.flatMap((folder) => filesIn(folder));
  return [main, ...filesIn(path.dirname(path.resolve(main))), ...included].filter((file) =>
    /\.(mq5|mqh)$/i.test(file),
  );
}

/** The compiler's own code: another version compiles anew. */
function compilerFiles(): readonly string[] {
  const folder = fileURLToPath(new URL('../mql5', import.meta.url));
  return filesIn(folder).filter((file) => !file.includes(`${path.sep}runtime${path.sep}`));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted();
}
