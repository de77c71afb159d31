import type { StackOptions } from './options.ts';
import type { Stack } from './stack.ts';
import { startStack } from './start-stack.ts';

/** What `test.extend` takes. */
export type StackFixture<Name extends string> = (
  context: object,
  use: (stack: Stack<Name>) => Promise<void>,
) => Promise<void>;

/** What `globalSetup` takes; of Vitest's project it needs no more. */
export type StackSetup = (project: {
  readonly provide: (key: never, value: never) => void;
}) => Promise<() => Promise<void>>;

/** A stack for tests that ask for it: `test.extend({ stack: [stackFixture({ … }), { scope: 'file' }] })`. */
export function stackFixture<const Services extends readonly string[]>(
  options: StackOptions<Services> = {},
): StackFixture<Services[number]> {
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the names of what a fixture wants in its source.
  return async ({}, use) => {
    const stack = await startStack(options);
    try {
      await use(stack);
    } finally {
      await stack.stop();
    }
  };
}

/** One stack for all tests of a run. What `values` makes of it is what they get by `inject(key)`. */
export function stackSetup<const Services extends readonly string[]>(
  options: StackOptions<Services>,
  values: (stack: Stack<Services[number]>) => Readonly<Record<string, unknown>>,
): StackSetup {
  return async project => {
    const stack = await startStack(options);
    try {
      for (const [key, value] of Object.entries(values(stack))) project.provide(key as never, value as never);
    } catch (error) {
      await stack.stop();
      throw error;
    }
    return stack.stop;
  };
}
