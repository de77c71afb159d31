import { command } from '../command.ts';
import { text, toggle } from '../flag.ts';
import { notYet } from '../not-yet.ts';
import { wrongCount } from '../usage-error.ts';

export const publish = command({
  name: 'publish',
  summary: 'Publish the project in a registry',
  arguments: 'REPOSITORY[:TAG]',
  flags: {
    app: toggle('--app', 'The images of services, too'),
    insecureRegistry: toggle('--insecure-registry', 'The registry may be reached without TLS', { hidden: true }),
    ociVersion: text('--oci-version', 'Version of the OCI specification, by default the one that the registry knows'),
    resolveImageDigests: toggle('--resolve-image-digests', 'Pin images to their digests'),
    withEnv: toggle('--with-env', 'Publish variables, too'),
    yes: toggle('-y, --yes', 'Answer questions with yes'),
  },
  async run({ args, world }) {
    if (args.length !== 1) throw wrongCount(`${world.program} publish`, '1 argument', ['REPOSITORY[:TAG]']);
    throw notYet('publish');
  },
});
