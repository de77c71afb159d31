// Checked by `npm run types`: what suites of tests see of the helper's types.
import { expectTypeOf, test } from 'vitest';
import type { TestProject } from 'vitest/node';
import { type HostPort, type Stack, stackFixture, stackSetup, startStack } from '../../src/vitest.ts';

// Names are those that were asked for, without `as const`, and any without a list of them.
const some = startStack({ services: ['web', 'db'] });
expectTypeOf(some).resolves.toEqualTypeOf<Stack<'web' | 'db'>>();
expectTypeOf((await some).service)
  .parameter(0)
  .toEqualTypeOf<'web' | 'db'>();
expectTypeOf(startStack()).resolves.toEqualTypeOf<Stack<string>>();
expectTypeOf(startStack({ files: ['compose.yaml'] })).resolves.toEqualTypeOf<Stack<string>>();
// @ts-expect-error There is no such service.
(await some).service('wbe');

expectTypeOf((await some).service('db').port(5432)).toEqualTypeOf<HostPort>();
expectTypeOf((await some).service('db').url(5432)).toEqualTypeOf<string>();
expectTypeOf(await some).toExtend<AsyncDisposable>();

// As Vitest takes them.
const withStack = test.extend<{ stack: Stack<'web'> }>({
  stack: [stackFixture({ services: ['web'] }), { scope: 'file' }],
});
withStack('', ({ stack }) => expectTypeOf(stack.service).parameter(0).toEqualTypeOf<'web'>());
expectTypeOf(stackSetup({ services: ['web'] }, stack => ({ url: stack.service('web').url(80) }))).toExtend<
  (project: TestProject) => Promise<() => Promise<void>>
>();
