import { text, toggle } from '../flag.ts';

export const configFlags = {
  environment: toggle('--environment', 'Print the variables that interpolation sees'),
  format: text('--format', 'How to print it ("yaml"|"json")'),
  hash: text('--hash', 'Print the config hashes of these services, "*" for all'),
  images: toggle('--images', 'Print the names of images, one a line'),
  lockImageDigests: toggle('--lock-image-digests', 'Print an override file that pins images to their digests'),
  models: toggle('--models', 'Print the names of models, one a line'),
  networks: toggle('--networks', 'Print the names of networks, one a line'),
  noConsistency: toggle('--no-consistency', "Don't check what the parts say about one another"),
  noEnvResolution: toggle('--no-env-resolution', "Don't read the env files of services"),
  noInterpolate: toggle('--no-interpolate', "Don't replace variables"),
  noNormalize: toggle('--no-normalize', "Don't write out what the Compose Specification implies"),
  noPathResolution: toggle('--no-path-resolution', "Don't make paths absolute"),
  output: text('-o, --output', 'Write to this file'),
  profiles: toggle('--profiles', 'Print the names of profiles, one a line'),
  quiet: toggle('-q, --quiet', 'Only check; print nothing'),
  resolveImageDigests: toggle('--resolve-image-digests', 'Pin images to the digests that their registries have'),
  services: toggle('--services', 'Print the names of services, one a line'),
  trace: text('--trace', 'Print where a variable or a value, such as services.web.image, comes from'),
  variables: toggle('--variables', 'Print the variables that the files use, and their defaults'),
  volumes: toggle('--volumes', 'Print the names of volumes, one a line'),
};
