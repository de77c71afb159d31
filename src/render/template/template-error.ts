import { ComposeError } from '../../diagnostics/errors.ts';

/** A template is wrong, or does not fit what it is filled with. The message is Go's and Docker's. */
export class TemplateError extends ComposeError {
  constructor(message: string) {
    super('template', `template parsing error: ${message}`);
  }
}
