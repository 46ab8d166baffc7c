/** Entry point: a master node alone, for development (`npx tsx nodes/master.ts --name NAME`). */
import process from 'node:process';
import { runNode } from './run-node.ts';

await runNode(process.argv.slice(2), 'master');
