import { protobufFields } from './protobuf.ts';

/** What changed in a BuildKit build since the message before: BuildKit's `StatusResponse`, the fields that we show. */
export interface BuildKitTrace {
  readonly vertexes: readonly Vertex[];
  readonly statuses: readonly VertexStatus[];
  readonly logs: readonly VertexLog[];
}

/** A step of the build. Times in seconds since the epoch. */
export interface Vertex {
  digest: string;
  name: string;
  cached: boolean;
  started?: number;
  completed?: number;
  error: string;
}

/** A part of a step, such as `exporting layers`. */
export interface VertexStatus {
  id: string;
  vertex: string;
  completed: boolean;
}

export interface VertexLog {
  vertex: string;
  time: number;
  text: string;
}

export function decodeTrace(base64: string): BuildKitTrace {
  const vertexes: Vertex[] = [];
  const statuses: VertexStatus[] = [];
  const logs: VertexLog[] = [];
  for (const [field, value] of protobufFields(Buffer.from(base64, 'base64'))) {
    if (!Buffer.isBuffer(value)) continue;
    if (field === 1) vertexes.push(decodeVertex(value));
    if (field === 2) statuses.push(decodeStatus(value));
    if (field === 3) logs.push(decodeLog(value));
  }
  return { vertexes, statuses, logs };
}

function decodeVertex(message: Buffer): Vertex {
  const vertex: Vertex = { digest: '', name: '', cached: false, error: '' };
  for (const [field, value] of protobufFields(message)) {
    if (field === 1) vertex.digest = String(value);
    if (field === 3) vertex.name = String(value);
    if (field === 4) vertex.cached = value !== 0;
    if (field === 5) vertex.started = decodeTime(value);
    if (field === 6) vertex.completed = decodeTime(value);
    if (field === 7) vertex.error = String(value);
  }
  return vertex;
}

function decodeStatus(message: Buffer): VertexStatus {
  const status: VertexStatus = { id: '', vertex: '', completed: false };
  for (const [field, value] of protobufFields(message)) {
    if (field === 1) status.id = String(value);
    if (field === 2) status.vertex = String(value);
    if (field === 8) status.completed = true;
  }
  return status;
}

function decodeLog(message: Buffer): VertexLog {
  const log: VertexLog = { vertex: '', time: 0, text: '' };
  for (const [field, value] of protobufFields(message)) {
    if (field === 1) log.vertex = String(value);
    if (field === 2) log.time = decodeTime(value);
    if (field === 4) log.text = String(value);
  }
  return log;
}

/** protobuf's `Timestamp`. */
function decodeTime(message: number | Buffer): number {
  let seconds = 0;
  let nanos = 0;
  if (!Buffer.isBuffer(message)) return 0;
  for (const [field, value] of protobufFields(message)) {
    if (field === 1) seconds = Number(value);
    if (field === 2) nanos = Number(value);
  }
  return seconds + nanos / 1e9;
}
