import { isTwoWay } from '../../model/two-way.ts';
import { invalidProject, type ServiceCheck } from './check.ts';

export const checkImage: ServiceCheck = (service, { problem }) => {
  if (service.image || service.build || service.provider) return;
  problem(
    'no-image',
    invalidProject(`service ${JSON.stringify(service.name)} has neither an image nor a build context specified`),
    { at: [], hint: 'add "image:" or "build:"' },
  );
};

export const checkDockerfile: ServiceCheck = ({ name, build }, { problem }) => {
  if (!build?.dockerfile || !build.dockerfile_inline) return;
  problem(
    'dockerfile-conflict',
    invalidProject(`service ${JSON.stringify(name)} declares mutualy exclusive dockerfile and dockerfile_inline`),
    { at: ['build', 'dockerfile_inline'], atKey: true, hint: 'keep one of the two' },
  );
};

export const checkPlatform: ServiceCheck = ({ platform, build }, { problem }) => {
  if (!platform || !build?.platforms?.length || build.platforms.includes(platform)) return;
  problem(
    'platform-not-built',
    invalidProject(`service.build.platforms MUST include service.platform ${JSON.stringify(platform)}`),
    { at: ['platform'], hint: `add ${platform} to build.platforms` },
  );
};

export const checkNetworkMode: ServiceCheck = ({ name, network_mode: mode, networks }, { problem }) => {
  if (!mode || Object.keys(networks ?? {}).length === 0) return;
  problem(
    'network-mode-conflict',
    invalidProject(`service ${name} declares mutually exclusive \`network_mode\` and \`networks\``),
    { at: ['network_mode'], atKey: true, hint: 'keep one of the two' },
  );
};

export const checkHealthcheck: ServiceCheck = ({ healthcheck }, { problem }) => {
  const first = healthcheck?.test?.[0];
  if (first === undefined || ['CMD', 'CMD-SHELL', 'NONE'].includes(first)) return;
  problem('healthcheck-test', 'healthcheck.test must start either by "CMD", "CMD-SHELL" or "NONE"', {
    at: ['healthcheck', 'test'],
    hint: `write "${healthcheck!.test!.join(' ')}" for a shell command, or put CMD first`,
  });
};

export const checkWatch: ServiceCheck = ({ name, develop }, { problem }) => {
  for (const [index, rule] of (develop?.watch ?? []).entries()) {
    const { action, target } = rule;
    if (isTwoWay(rule) && !action.startsWith('sync'))
      problem(
        'two-way-without-sync',
        `services.${name}.develop.watch: ${action} has no files to keep the same both ways`,
        {
          at: ['develop', 'watch', index, 'x-gantry', 'sync'],
          hint: 'use action sync, sync+restart or sync+exec, or leave it out',
        },
      );
    if (!action.startsWith('sync') || target) continue;
    problem(
      'watch-target',
      invalidProject(`services.${name}.develop.watch: target is required for non-rebuild actions`),
      { at: ['develop', 'watch', index], hint: `say where in the container ${action} puts the files` },
    );
  }
};
