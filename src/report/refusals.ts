import type { OperationType } from '../plan/operation.ts';
import type { FailureFacts } from './facts.ts';
import type { Finding } from './findings.ts';
import { idleNetworks, mountHint, otherPlatform, usedBy } from './hints.ts';
import { explainTakenName } from './names.ts';
import { commandPlaces, mountPlaces, ofService, sourcePlaces } from './places.ts';
import type { Subject } from './subject.ts';

/** What the engine refused, known by its sentence: it has no codes of its own. */
export interface Refusal {
  readonly code: string;
  readonly sentence: RegExp;
  /** Steps that it is told of. Default: all. */
  readonly of?: readonly OperationType[];
  readonly explain: (match: RegExpExecArray, context: RefusalContext) => Omit<Finding, 'code'>;
}

export interface RefusalContext {
  readonly facts: FailureFacts;
  readonly subject: Subject;
}

/** The first whose sentence fits is taken: special ones stand before general ones. */
const refusals: readonly Refusal[] = [
  {
    code: 'engine-denied',
    sentence: /^permission denied while trying to connect/,
    explain: () => ({
      summary: 'this user may not use the engine',
      hint: 'add the user to the group `docker` and log in again, or name an engine that it may use (DOCKER_HOST)',
    }),
  },
  {
    code: 'engine-unreachable',
    sentence: /^(Cannot connect to the Docker daemon|failed to connect to the docker API|error during connect)/,
    explain: () => ({
      summary: 'no engine answers',
      hint: 'start it (`systemctl start docker`, or Docker Desktop), or name another: DOCKER_HOST, `--context`',
    }),
  },
  {
    code: 'name-taken',
    sentence: /container name "\/?([^"]+)" is already in use by container "?([0-9a-f]+)/i,
    explain: ([, name, id], { facts, subject }) => explainTakenName({ name: name!, id: id! }, facts, subject),
  },
  {
    code: 'command-not-found',
    sentence: /exec: "([^"]*)": (?:executable file not found|stat .*: no such file or directory)/,
    explain: ([, command], { subject }) => ({
      summary: `${subject.name} has no program ${JSON.stringify(command)} in its image`,
      exitCode: 127,
      hint: 'correct `command` or `entrypoint`, or take an image that has the program',
      places: commandPlaces(subject),
    }),
  },
  {
    code: 'command-not-executable',
    sentence: /exec: "([^"]*)": (?:permission denied|is a directory)/,
    explain: ([, command], { subject }) => ({
      summary: `${subject.name} may not run ${JSON.stringify(command)}`,
      exitCode: 126,
      hint: 'make the file executable (`chmod +x`), also where it is mounted from, or run it by its interpreter',
      places: commandPlaces(subject),
    }),
  },
  {
    code: 'wrong-platform',
    sentence: /exec format error|no matching manifest for (\S+)|(?:does not (?:match|provide) the specified platform)/,
    explain: ([, wanted], { facts, subject }) => ({
      summary: `${subject.name}: the image is not for ${wanted ?? facts.enginePlatform ?? 'the platform of the engine'}`,
      hint: 'take an image, or a `platform`, that both the image and the engine have; binfmt lets an engine run others',
      places: ofService(subject, ['platform'], ['image']),
    }),
  },
  {
    code: 'mount-kind',
    sentence: /error mounting "([^"]+)" to rootfs at "([^"]+)".*not a directory/,
    explain: ([, source, target], { facts, subject }) => ({
      summary: `${subject.name}: a folder is mounted onto a file, or a file onto a folder: ${source} onto ${target}`,
      hint: mountHint(source!, facts),
      places: mountPlaces(facts, subject, mount => mount.target === target),
    }),
  },
  {
    code: 'mount-source',
    sentence: /bind source path does not exist: (.+)$/,
    explain: ([, source], { facts, subject }) => ({
      summary: `${subject.name}: ${source} does not exist`,
      hint: `create ${source}, or correct the path`,
      places: sourcePlaces(facts, subject, source!),
    }),
  },
  {
    code: 'registry-unreachable',
    of: ['pull-image', 'build-image'],
    sentence:
      /dial tcp|no such host|i\/o timeout|TLS handshake timeout|connection refused|request canceled|certificate/,
    explain: (_, { facts, subject }) => ({
      summary: `the registry of ${subject.image ?? subject.name} can't be reached from the engine`,
      hint: `${otherPlatform(facts)}look at the name of the image and at the network, proxy and certificates of the engine`,
      places: ofService(subject, ['image']),
    }),
  },
  {
    code: 'registry-limit',
    of: ['pull-image', 'build-image'],
    sentence: /toomanyrequests/,
    explain: (_, { subject }) => ({
      summary: `the registry has had too many requests for ${subject.image ?? 'images'}`,
      hint: 'log in (`docker login`), or try again later',
      places: ofService(subject, ['image']),
    }),
  },
  {
    code: 'image-not-found',
    sentence:
      /pull access denied for|manifest (?:for \S+ )?(?:not found|unknown)|repository does not exist|No such image|failed to resolve reference.*not found/,
    explain: (_, { subject }) => ({
      summary: `there is no image ${subject.image ?? `for ${subject.name}`}, or this user may not have it`,
      hint: 'correct its name and tag; `docker login` where it is private; `build:` where it is made here',
      places: ofService(subject, ['image']),
    }),
  },
  {
    code: 'image-denied',
    of: ['pull-image', 'build-image'],
    sentence: /unauthorized|denied: requested access|no basic auth credentials/,
    explain: (_, { subject }) => ({
      summary: `the registry does not give ${subject.image ?? 'the image'} to this user`,
      hint: 'log in to the registry (`docker login`) as somebody who may have it',
      places: ofService(subject, ['image']),
    }),
  },
  {
    code: 'address-pools-exhausted',
    sentence: /available, non-overlapping IPv4 address pool|predefined address pools have been fully subnetted/,
    explain: (_, { facts, subject }) => ({
      summary: `${subject.name}: the engine has no addresses left for another network`,
      hint: `remove networks that nobody uses (\`docker network prune\`)${idleNetworks(facts)}`,
    }),
  },
  {
    code: 'subnet-taken',
    sentence: /Pool overlaps with other one on this address space/,
    explain: (_, { subject }) => ({
      summary: `${subject.name}: another network has addresses of its subnet`,
      hint: 'give it another subnet, or none, and the engine chooses; `docker network ls` lists the others',
      places: subject.place ? [[...subject.place, 'ipam'], subject.place] : [],
    }),
  },
  {
    code: 'address-taken',
    sentence: /Address already in use/,
    explain: (_, { subject }) => ({
      summary: `${subject.name}: its fixed address is taken in the network`,
      hint: 'give it another `ipv4_address`, or none, and the engine chooses',
      places: ofService(subject, ['networks']),
    }),
  },
  {
    code: 'resource-in-use',
    sentence: /has active endpoints|volume is in use/,
    explain: ({ input }, { facts, subject }) => ({
      summary: `${subject.name} is in use${usedBy(input, facts)}`,
      hint: 'remove the containers that use it first',
    }),
  },
  {
    code: 'no-space',
    sentence: /no space left on device|disk quota exceeded/,
    explain: () => ({
      summary: 'the disk of the engine is full',
      hint: '`docker system df` shows what takes it, `docker system prune` removes what nobody uses',
    }),
  },
  {
    code: 'driver-not-found',
    sentence:
      /plugin "?([\w./:-]+)"? not found|could not select device driver "([^"]*)"|(?:unknown or invalid runtime name:|Unknown runtime specified) (\S+)/,
    explain: ([, plugin, device, runtime], { subject }) => ({
      summary: `${subject.name}: the engine has no ${runtime ? `runtime ${runtime}` : plugin ? `driver ${plugin}` : `device driver ${device || 'for this'}`}`,
      hint: 'correct the name, or install it on the machine of the engine',
      places: runtime
        ? ofService(subject, ['runtime'])
        : device === undefined && subject.place
          ? [[...subject.place, 'driver']]
          : ofService(subject, ['gpus'], ['deploy', 'resources']),
    }),
  },
  {
    code: 'device-not-found',
    sentence: /error gathering device information while adding custom device "([^"]+)"/,
    explain: ([, device], { subject }) => ({
      summary: `${subject.name}: the machine of the engine has no device ${device}`,
      hint: 'correct `devices`, or plug it in',
      places: ofService(subject, ['devices']),
    }),
  },
  {
    code: 'user-not-found',
    sentence: /unable to find (user|group) ([^:]+): no matching entries/,
    explain: ([, kind, name], { subject }) => ({
      summary: `${subject.name}: its image has no ${kind} ${name}`,
      hint: 'name one that the image has, or use its number',
      places: ofService(subject, ['user'], ['group_add']),
    }),
  },
];

export function refusalOf({ message, operation }: FailureFacts): Refusal | undefined {
  return refusals.find(
    ({ sentence, of }) => sentence.test(message) && (!of || !operation || of.includes(operation.type)),
  );
}
