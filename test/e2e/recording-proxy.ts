import { openProxy } from './engine-proxy.ts';

/** A socket in front of the engine's that takes note of each request. */
export interface RecordingProxy {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** `POST /v1.51/containers/create`, in the order in which they came. */
  readonly requests: string[];
  /** Those that could change something. */
  writes(): string[];
  close(): void;
}

/** Passes everything on to the engine that DOCKER_HOST names, connections that are upgraded included. */
export async function recordingProxy(): Promise<RecordingProxy> {
  const requests: string[] = [];
  const { host, close } = await openProxy({ onRequest: line => requests.push(line) });
  return { host, requests, writes: () => requests.filter(line => !/^(GET|HEAD) /.test(line)), close };
}
