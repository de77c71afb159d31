import { EngineError } from './engine-error.ts';
import { lines } from './lines.ts';

/** A line of the answer to a pull or a build. */
export interface ProgressMessage {
  /** A layer, or what `aux` is. */
  readonly id?: string;
  readonly status?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  /** Output of the classic builder. */
  readonly stream?: string;
  /** An object, or a base64 text from BuildKit. */
  readonly aux?: unknown;
}

/** The messages of a stream; one that reports an error ends them with an `EngineError`. */
export async function* progressMessages(source: AsyncIterable<Buffer>): AsyncGenerator<ProgressMessage> {
  for await (const line of lines(source)) {
    const message = JSON.parse(line) as ProgressMessage & ErrorMessage;
    const why = message.errorDetail?.message ?? message.error;
    const exitCode = message.errorDetail?.code;
    if (why !== undefined) throw new EngineError('refused', why, exitCode ? { exitCode } : {});
    yield message;
  }
}

/** The status was sent before the work began, so a failure comes as a message. */
interface ErrorMessage {
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string; readonly code?: number };
}
