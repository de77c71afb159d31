import { homedir } from 'node:os';
import { connectEngine } from '../../src/engine/connect.ts';
import { engineContract } from './engine-contract.ts';

engineContract('the adapter over dockerode', {
  connect: () => connectEngine({ env: process.env, homeDir: homedir() }),
  image: 'debian:bookworm-slim',
  runsCommands: true,
});
