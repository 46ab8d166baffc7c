/** Entry point: the node that the launcher forks (`--role master|slave --name NAME`). */
import process from 'node:process';
import { runNode } from './run-node.ts';

await runNode(process.argv.slice(2), null);
