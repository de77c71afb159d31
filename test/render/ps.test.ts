import { expect, test } from 'vitest';
import type { ContainerSummary } from '../../src/engine/api.ts';
import { psFields } from '../../src/render/ps.ts';

const id = `sha256:${'ab'.repeat(32)}`;

function imageOf(image: string, noTrunc = false): string {
  const container = { Id: 'c1', Names: ['/app-web-1'], Image: image, ImageID: id, Command: 'sh', Created: 0 };
  const rest = { Ports: [], Labels: {}, State: 'running', Status: 'Up 1 second', Mounts: [] };
  return psFields({ ...container, ...rest } as unknown as ContainerSummary, { now: new Date(0), noTrunc }).Image;
}

test.each([
  ['a name', 'busybox:1', 'busybox:1', 'busybox:1'],
  ['a name with a digest, which is shown when all is', `busybox:1@${id}`, 'busybox:1', `busybox:1@${id}`],
  ['an id, whole, once its name has gone to another image', id, id, id],
  ['none', '', '<no image>', '<no image>'],
])('shows the image of a container: %s', (_, image, short, whole) => {
  expect([imageOf(image), imageOf(image, true)]).toEqual([short, whole]);
});

test.each([
  ['sleep 1000 and more of it', '"sleep 1000 and more…"'],
  ['echo 数据库数据库数据库', '"echo 数据库数据库数…"'],
  ['echo a数据库数据库数据库', '"echo a数据库数据库…"'],
  ['echo 数据库数据', '"echo 数据库数据"'],
  ['echo 🐘🐘éé🐘🐘🐘ﾊﾊﾊ🐘', '"echo 🐘🐘éé🐘🐘🐘ﾊﾊ…"'],
])('cuts the command %j to 20 columns, of which a wide character takes two', (Command, shown) => {
  const container = { Id: 'c1', Names: ['/app-web-1'], Image: 'x', ImageID: id, Command, Created: 0 };
  const rest = { Ports: [], Labels: {}, State: 'running', Status: 'Up 1 second', Mounts: [] };
  expect(psFields({ ...container, ...rest } as unknown as ContainerSummary, { now: new Date(0) }).Command).toBe(shown);
});
