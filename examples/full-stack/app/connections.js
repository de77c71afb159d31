const { readFileSync } = require('node:fs');
const { Pool } = require('pg');
const { createClient } = require('redis');

/** A pool of connections; one that the database drops is replaced at the next query. */
exports.connectDatabase = () => {
  const pool = new Pool({
    host: process.env.DATABASE_HOST,
    database: process.env.DATABASE_NAME,
    user: 'app',
    password: readFileSync(process.env.DATABASE_PASSWORD_FILE, 'utf8').trim(),
    connectionTimeoutMillis: 3000,
  });
  pool.on('error', error => console.error(`database: ${error.message}`));
  return pool;
};

/** A client that reconnects by itself. */
exports.connectRedis = async () => {
  const client = createClient({ url: process.env.REDIS_URL });
  client.on('error', error => console.error(`redis: ${error.message}`));
  await client.connect();
  return client;
};
