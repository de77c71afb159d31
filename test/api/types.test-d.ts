// Checked by `npm run types`: what callers see of the library's types.
import type { Writable } from 'node:stream';
import { expectTypeOf } from 'vitest';
import * as gantry from '../../src/index.ts';

declare const project: gantry.Project;
declare const named: { readonly name: string };

expectTypeOf(gantry.loadProject).returns.resolves.toEqualTypeOf<gantry.LoadResult>();
expectTypeOf(gantry.loadProject()).resolves.toHaveProperty('warnings').toEqualTypeOf<readonly gantry.Diagnostic[]>();

// A task is a promise of its result, and a sequence of events.
const up = gantry.up(project);
expectTypeOf(up).toEqualTypeOf<gantry.Task<gantry.UpResult>>();
expectTypeOf(up).toExtend<Promise<gantry.UpResult>>();
expectTypeOf(up).toExtend<AsyncIterable<gantry.ComposeEvent>>();
expectTypeOf(up).resolves.toHaveProperty('started').toEqualTypeOf<readonly string[]>();
expectTypeOf(gantry.down(named)).resolves.toEqualTypeOf<void>();
expectTypeOf(gantry.kill(named)).resolves.toEqualTypeOf<{ readonly killed: number }>();
expectTypeOf(gantry.run(project, 'web')).resolves.toEqualTypeOf<gantry.RunResult>();
expectTypeOf(gantry.plan(project)).resolves.toHaveProperty('record').toEqualTypeOf<gantry.PlanRecord>();

// Events are a discriminated union.
type EventType = gantry.ComposeEvent['type'];
expectTypeOf<Extract<gantry.ComposeEvent, { type: 'log' }>>().toEqualTypeOf<gantry.LogEvent>();
expectTypeOf<'progress' | 'log' | 'notice' | 'build'>().toExtend<EventType>();

// What only looks is a promise, or a sequence without a result.
expectTypeOf(gantry.ps(project)).toEqualTypeOf<Promise<gantry.ProjectContainer[]>>();
expectTypeOf(gantry.logs(project)).toEqualTypeOf<AsyncIterable<gantry.LogLine>>();
expectTypeOf(gantry.events(named)).toExtend<AsyncIterable<gantry.ContainerEvent>>();
expectTypeOf(gantry.exec(project, 'web', ['ls'])).resolves.toEqualTypeOf<gantry.ProcessResult>();
expectTypeOf(gantry.exportContainer(project, 'web')).toExtend<AsyncIterable<Buffer>>();

// Every call takes a signal and an engine; what changes something takes a listener, too.
type OptionsOf<Call extends (...args: never[]) => unknown> = NonNullable<Parameters<Call>[1]>;
expectTypeOf<OptionsOf<typeof gantry.ps>>().toExtend<gantry.CallOptions>();
expectTypeOf<OptionsOf<typeof gantry.up>>().toExtend<gantry.TaskOptions>();
expectTypeOf<OptionsOf<typeof gantry.stop>>().toExtend<gantry.TaskOptions>();
declare const stream: Writable;
gantry.exec(project, 'web', ['ls'], { stdout: stream, stderr: stream, input: 'text', signal: AbortSignal.timeout(1) });
gantry.run(project, 'web', ['ls'], { volumes: ['./src:/src:ro'], publish: ['8080:80'], autoRemove: true });

// What brings a project up needs the project; what is only wound up may do with its name.
// @ts-expect-error A name has no services.
gantry.up(named);
// @ts-expect-error Policies are a closed set.
gantry.up(project, { pull: 'sometimes' });
// @ts-expect-error There is no such option.
gantry.up(project, { detatch: true });
// @ts-expect-error A command is a list of words.
gantry.exec(project, 'web', 'ls -l');
// @ts-expect-error A project is not changed.
project.name = 'other';
