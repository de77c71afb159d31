// `gantry/vitest`: a running project for a suite of tests. docs/testing.md is its manual. It loads nothing of Vitest's,
// and so `startStack` does as well for other runners of tests.

export type { StackFixture, StackSetup } from './stack/fixtures.ts';
export { stackFixture, stackSetup } from './stack/fixtures.ts';
export { removeLeftovers } from './stack/leftovers.ts';
export type { StackOptions } from './stack/options.ts';
export type { HostPort, PortChoice, Stack, StackService, UrlOptions } from './stack/stack.ts';
export { StackError } from './stack/stack-error.ts';
export { startStack } from './stack/start-stack.ts';
