const { randomUUID } = require('node:crypto');
const { createServer } = require('node:http');
const { connectDatabase, connectRedis } = require('./connections.js');
const queue = require('./queue.js');

const highestLimit = 10_000_000;
const columns = 'id, upto AS "limit", primes, milliseconds, worker, finished';

main();

async function main() {
  const connections = { database: connectDatabase(), redis: await connectRedis() };
  const server = createServer((request, response) => answer(request, response, connections));
  server.listen(3000, () => console.log('listening on port 3000'));
  process.on('SIGTERM', () => {
    server.close(() => process.exit());
    server.closeIdleConnections();
  });
}

async function answer(request, response, connections) {
  try {
    const { status, body } = await route(request, connections);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  } catch (error) {
    console.error(error.message);
    response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":"try again in a moment"}');
  }
}

async function route(request, connections) {
  const [, , resource, id] = new URL(request.url, 'http://api').pathname.split('/');
  if (resource === 'health') return health(connections);
  if (resource !== 'jobs') return notFound;
  if (request.method === 'POST') return post(await read(request), connections);
  return id === undefined ? list(connections) : find(id, connections);
}

const notFound = { status: 404, body: { error: 'not found' } };

async function health({ database, redis }) {
  await Promise.all([database.query('SELECT 1'), redis.ping()]);
  return { status: 200, body: { healthy: true } };
}

async function post({ limit }, { redis }) {
  if (!Number.isInteger(limit) || limit < 1 || limit > highestLimit) {
    return { status: 400, body: { error: `"limit" must be a whole number from 1 to ${highestLimit}` } };
  }
  const job = { id: randomUUID(), limit };
  await queue.put(redis, job);
  return { status: 202, body: { ...job, state: 'waiting' } };
}

async function list({ database, redis }) {
  const { rows } = await database.query(`SELECT ${columns} FROM results ORDER BY finished DESC, id LIMIT 20`);
  return { status: 200, body: { waiting: await queue.count(redis), results: rows } };
}

async function find(id, { database, redis }) {
  const { rows } = await database.query(`SELECT ${columns} FROM results WHERE id::text = $1`, [id]);
  if (rows.length > 0) return { status: 200, body: { ...rows[0], state: 'done' } };
  return (await queue.knows(redis, id)) ? { status: 200, body: { id, state: 'waiting' } } : notFound;
}

async function read(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
