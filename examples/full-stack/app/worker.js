const { hostname } = require('node:os');
const { setTimeout: sleep } = require('node:timers/promises');
const { connectDatabase, connectRedis } = require('./connections.js');
const { countPrimes } = require('./primes.js');
const queue = require('./queue.js');

const leastMilliseconds = Number(process.env.JOB_MILLISECONDS);
let stopping = false;
process.on('SIGTERM', () => {
  stopping = true;
});

main();

async function main() {
  const database = connectDatabase();
  const redis = await connectRedis();
  await queue.putBack(redis);
  console.log('waiting for jobs');
  while (!stopping) {
    const job = await queue.take(redis);
    if (job) await work(job, { database, redis });
  }
  await Promise.all([database.end(), redis.quit()]);
}

async function work(job, { database, redis }) {
  const started = performance.now();
  const primes = countPrimes(job.limit);
  await sleep(Math.max(0, leastMilliseconds - (performance.now() - started)));
  await keep({ ...job, primes, milliseconds: Math.round(performance.now() - started) }, database);
  await queue.finish(redis, job);
  console.log(`${primes} primes up to ${job.limit}`);
}

/** Writes a result, if it takes until the database is back. */
async function keep(result, database) {
  const values = [result.id, result.limit, result.primes, result.milliseconds, hostname()];
  const insert = 'INSERT INTO results VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING';
  for (;;) {
    try {
      return await database.query(insert, values);
    } catch (error) {
      console.error(`database: ${error.message}; trying again`);
      await sleep(1000);
    }
  }
}
