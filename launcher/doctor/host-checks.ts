/** Checks of this computer: Node, the data folder, its disk and its keys. Pure. */
import { findings, type Finding } from './finding.ts';

const OLDEST_NODE = [20, 19] as const;
const MB = 1_048_576;
const SCARCE_MB = 1_024;
const FULL_MB = 200;

/** @param version as `process.versions.node`. */
export function checkNode(version: string): Finding {
  const { ok, failure } = findings('node');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  const isNew = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  return isNew
    ? ok(`Node ${version}`)
    : failure(
        `Node ${version} is older than ${OLDEST_NODE.join('.')}`,
        'install a newer one from https://nodejs.org, then `npm i -g` Lockstep again',
      );
}

/** What is known of the data folder; null is what this system does not tell. */
export interface FolderFacts {
  readonly home: string;
  readonly exists: boolean;
  readonly isWritable: boolean;
  readonly freeBytes: number | null;
}

/** Folder and disk. */
export function checkFolder({
  home,
  exists,
  isWritable,
  freeBytes,
}: FolderFacts): readonly Finding[] {
  const folder = findings('data-folder');
  const disk = findings('disk');
  if (!exists) {
    return [folder.failure(`${home} is not there`, '`lockstep init` makes it')];
  }
  return [
    isWritable
      ? folder.ok(home)
      : folder.failure(
          `${home} cannot be written: no key, spool or log can be kept`,
          'give your user the right to write there, or choose another folder with LOCKSTEP_HOME',
        ),
    diskFinding(),
  ];

  function diskFinding(): Finding {
    if (freeBytes === null) return disk.ok('free space is not told by this system');
    const free = Math.floor(freeBytes / MB);
    const text = `${String(free)} MB free`;
    const wayOut = 'free space on this disk, or move the data folder (LOCKSTEP_HOME)';
    if (free < FULL_MB) return disk.failure(text, wayOut);
    return free < SCARCE_MB ? disk.warning(text, wayOut) : disk.ok(text);
  }
}

/** One file or folder that must be the owner's alone. */
export interface SecretFile {
  readonly file: string;
  /** Permission bits; null where files have none (Windows). */
  readonly mode: number | null;
}

/** @param files empty when there are no keys yet. */
export function checkKeys(folder: string, files: readonly SecretFile[]): Finding {
  const { ok, failure, warning } = findings('keys');
  if (files.length === 0) {
    return warning(
      `no keys in ${folder} yet`,
      '`lockstep init` or the first `lockstep up` makes them',
    );
  }
  const open = files.filter(({ mode }) => mode !== null && (mode & 0o077) !== 0);
  const [first] = open;
  if (first === undefined) {
    const isKnown = files.some(({ mode }) => mode !== null);
    return ok(`${folder}${isKnown ? '' : ' (its access list is set anew at each start)'}`);
  }
  const others = open.length > 1 ? ` and ${String(open.length - 1)} more` : '';
  return failure(
    `${first.file}${others} can be read by other users`,
    `\`chmod -R go= "${folder}"\`; if somebody else uses this computer, \`lockstep keys rotate\` and \`lockstep ea secret NAME --rotate\` too`,
  );
}
