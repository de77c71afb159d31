// The projects that `npm run bench` measures with, as texts of compose files.

/** `count` services in tiers of ten, each tier depending on the one before. */
export function plainProject(count) {
  const services = Array.from({ length: count }, (_, i) => [
    `  ${nameOf(i)}:`,
    '    image: debian:bookworm-slim',
    '    command: sleep 100000',
    '    stop_signal: SIGKILL',
    '    environment:',
    `      NUMBER: "${i}"`,
    '      REGION: ${REGION:-eu}',
    '    labels: [tier=app]',
    ...(i >= 10 ? [`    depends_on: [${nameOf(i - 10)}]`] : []),
  ]);
  return `services:\n${services.flat().join('\n')}\n`;
}

/** `count` services as people write them: some 35 lines each, with anchors, merge keys, variables and both syntaxes. */
export function realisticProject(count) {
  const services = Array.from({ length: count }, (_, i) => realisticService(i));
  return `${header}\nservices:\n${services.join('\n')}\n${footer}`;
}

const header = `x-environment: &environment
  TZ: UTC
  LOG_LEVEL: \${LOG_LEVEL:-info}
x-base: &base
  restart: unless-stopped
  networks: [front, back]
  logging:
    driver: json-file
    options: { max-size: 10m, max-file: "3" }`;

const footer = `networks:
  front:
    driver: bridge
  back:
    internal: true
volumes:
  data0: {}
  data1: {}
`;

function realisticService(i) {
  const [name, isEven] = [nameOf(i), i % 2 === 0];
  const before = i === 0 ? [] : isEven ? listedDependency(i - 1) : describedDependency(i - 1);
  return [
    `  ${name}:`,
    '    <<: *base',
    `    image: registry.example.com/team/${name}:\${TAG:-1.${i}}`,
    ...(isEven ? longBuild(name) : [`    build: ./${name}`]),
    ...(isEven ? mappedEnvironment(name, i) : listedEnvironment(name, i)),
    ...(isEven ? longPort(i) : [`    ports: ["127.0.0.1:${8000 + i}:8080/tcp"]`]),
    '    volumes:',
    `      - ./${name}/conf:/etc/app:ro`,
    `      - data${i % 2}:/var/lib/app`,
    '      - type: tmpfs',
    '        target: /tmp',
    '    healthcheck:',
    '      test: [CMD, curl, -f, http://localhost:8080/health]',
    '      interval: 30s',
    '      timeout: 5s',
    '      retries: 3',
    ...before,
    '    deploy:',
    '      resources:',
    '        limits: { cpus: "0.50", memory: 256M }',
    '        reservations: { memory: 64M }',
    '    labels:',
    `      com.example.team: team${i % 7}`,
    `      com.example.route: Host(\`${name}.example.com\`)`,
  ].join('\n');
}

function longBuild(name) {
  return [
    '    build:',
    `      context: ./${name}`,
    '      dockerfile: Dockerfile',
    '      target: runtime',
    '      args:',
    '        MODE: ${MODE:-production}',
  ];
}

function mappedEnvironment(name, i) {
  return [
    '    environment:',
    '      <<: *environment',
    `      SERVICE_NAME: ${name}`,
    `      PORT: "${8000 + i}"`,
    '      DATABASE_URL: postgres://${DB_USER:-app}@db:5432/app',
  ];
}

function listedEnvironment(name, i) {
  return [
    '    environment:',
    `      - SERVICE_NAME=${name}`,
    `      - PORT=${8000 + i}`,
    '      - CACHE=${CACHE:-none}',
  ];
}

function longPort(i) {
  return [
    '    ports:',
    `      - "${8000 + i}:8080"`,
    '      - target: 9090',
    `        published: "${19000 + i}"`,
    '        protocol: tcp',
  ];
}

function listedDependency(i) {
  return [`    depends_on: [${nameOf(i)}]`];
}

function describedDependency(i) {
  return ['    depends_on:', `      ${nameOf(i)}:`, '        condition: service_healthy'];
}

function nameOf(i) {
  return `s${String(i).padStart(2, '0')}`;
}
