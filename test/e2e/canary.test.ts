import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gantryLabel } from '../../src/model/labels.ts';
import { resourcesOf, withProject } from './support.ts';

const image = 'debian:bookworm-slim';

/** Each place where a project may keep a secret has one of its own. `CANARY` is in all of them. */
function files(n: number): Record<string, string> {
  const canary = (name: string) => `CANARY${n}${name}`;
  return {
    '.env': `FROM_ENV_PASSWORD=${canary('dotenv')}\nSOURCE=${canary('secretvariable')}\nCONF=${canary('configvariable')}\n${
      n === 1 ? `GONE_PASSWORD=${canary('gone')}\n` : ''
    }`,
    'web.env': `FILE_TOKEN=${canary('envfile')}\n`,
    'secret.txt': canary('secretfile'),
    'compose.yaml': `
services:
  web:
    image: ${image}
    command: ["sh", "-c", "sleep 1000 # --password ${canary('command')} \${FROM_ENV_PASSWORD}"]
    entrypoint: ["/usr/bin/env", "API_KEY=${canary('entrypoint')}"]
    init: true
    env_file: web.env
    environment:
      DB_PASSWORD: ${canary('password')}
      CLIENT_SECRET: ${canary('secret')}
      GITHUB_TOKEN: ${canary('token')}
      apiKey: ${canary('apikey')}
      AWS_CREDENTIALS: ${canary('credentials')}
      PRIVATE_KEY: "-----BEGIN ${canary('pem')}"
      DATABASE_URL: postgres://user:${canary('url')}@db/x
      AUTHORIZATION: Bearer ${canary('bearer')}
      MOTTO: "with \${FROM_ENV_PASSWORD} inside"
      AGAIN: "${canary('password')}"
      CARRIED: "\${SOURCE} and \${CONF}"
      PLAIN: shown${n}
      GONE: "with \${GONE_PASSWORD:-none} inside"
      GONE_URL: "db.local/?u=me&p=\${GONE_PASSWORD:-none}"
    labels:
      app.token: ${canary('label')}
      app.url: https://me:${canary('labelurl')}@host/
    healthcheck: {test: "true --token ${canary('probe')}", interval: 5s}
    hostname: h${n}
    working_dir: "/tmp/\${GONE_PASSWORD:-none}"
    logging: {driver: json-file, options: {labels: "password=${canary('logging')}"}}
    secrets: [fromfile, fromvariable]
    configs: [inline, fromconf]
    post_start: [{command: ["true", "--secret=${canary('hook')}"]}]
secrets:
  fromfile: {file: ./secret.txt}
  fromvariable: {environment: SOURCE}
configs:
  inline: {content: "key=${canary('inline')}"}
  fromconf: {environment: CONF}
`,
  };
}

test('no secret is in a plan, its file, a rehearsal or the label', () =>
  withProject(files(1), async ({ name, folder, write, gantry }) => {
    const outputs: string[] = [];
    const tell = async (...args: string[]) => {
      const { exitCode, stdout, stderr } = await gantry(...args);
      outputs.push(`${args.join(' ')}\n${stdout}${stderr}`);
      return exitCode;
    };
    await tell('plan');
    expect(await tell('up', '-d')).toBe(0);
    for (const [file, text] of Object.entries(files(2))) write(file, text);
    for (const { labels } of (await resourcesOf(name)).containers) outputs.push(labels[gantryLabel.fields]!);

    expect(await tell('plan')).toBe(0);
    expect(outputs.at(-1)).toContain('environment.PLAIN shown1 → shown2');
    expect(outputs.at(-1)).toContain('hostname h1 → h2');
    expect(outputs.at(-1)!.match(/\*{3}\(sha:[0-9a-f]{4}\)/g)!.length).toBeGreaterThan(30);
    expect(await tell('plan', '--format', 'json')).toBe(0);
    expect(await tell('plan', '--out', 'plan.json', '--force-recreate')).toBe(0);
    outputs.push(readFileSync(join(folder, 'plan.json'), 'utf8'));
    expect(await tell('up', '-d', '--dry-run')).toBe(0);
    expect(await tell('--progress', 'json', 'up', '-d', '--dry-run')).toBe(0);
    expect(await tell('create', '--dry-run')).toBe(0);
    expect(await tell('down', '--dry-run', '-v')).toBe(0);
    write('.env', `${files(2)['.env']!}X=1\n`);
    write('compose.yaml', files(3)['compose.yaml']!);
    expect(await tell('apply', 'plan.json')).toBe(3);
    write('compose.yaml', files(2)['compose.yaml']!);
    expect(await tell('apply', 'plan.json')).toBe(0);

    const leaks = outputs.flatMap(text => text.match(/\S* ?\S* ?CANARY\S*/g) ?? []);
    expect(leaks).toEqual([]);
  }));
