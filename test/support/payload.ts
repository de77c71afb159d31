import { toContainer } from '../../src/convert/container.ts';
import type { ContainerCreate } from '../../src/engine/api.ts';
import type { Service } from '../../src/model/service.ts';
import { type ProjectInput, project } from './builders.ts';

export interface PayloadOptions extends ProjectInput {
  readonly apiVersion?: string;
  readonly proxies?: Readonly<Record<string, string>>;
  readonly composeVersion?: '5' | '2';
}

/** The request for the first container of a service `web` with these attributes. */
export function payload(service: Partial<Service>, options: PayloadOptions = {}): ContainerCreate {
  const { apiVersion = '1.51', composeVersion = '5', proxies = {}, ...more } = options;
  const wanted = project({ ...more, services: { ...more.services, web: service } });
  return toContainer({
    project: wanted,
    service: wanted.services.web!,
    number: 1,
    name: 'app-web-1',
    labels: {},
    linked: { db: ['app-db-1'] },
    inheritedMounts: [],
    proxyVariables: proxies,
    profiles: { 'seccomp.json': '{ "a": 1 }' },
    apiVersion,
    composeVersion,
  }).body;
}
