#!/usr/bin/env node
/** The entry point of `lockstep`. */
import { systemEnvironment } from './cli-environment.ts';
import { runCli } from './cli.ts';

/** Handles that somebody forgot must not keep a finished command alive. */
const LINGER_MS = 2_000;

process.exitCode = await runCli(process.argv.slice(2), systemEnvironment());
setTimeout(() => process.exit(), LINGER_MS).unref();
