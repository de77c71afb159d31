import { expect, test } from 'vitest';
import { containerLabels, label } from '../../src/model/labels.ts';
import { once, project } from '../support/builders.ts';

test('the label of dependencies leaves out those that a profile leaves out', () => {
  const dependencies = { db: once('healthy'), debug: { ...once('started'), required: false } };
  const wanted = project({
    services: { web: { depends_on: dependencies }, db: {} },
    disabledServices: { debug: { profiles: ['tools'] } },
  });
  const labels = containerLabels(wanted, wanted.services.web!, {
    number: 1,
    configHash: 'x',
    imageId: '',
    composeVersion: '5',
  });
  expect(labels[label.dependsOn]).toBe('db:service_healthy:false');
});
