// A job waits in one list, and in a second one while a worker has it, so that a worker's death loses none.
const waiting = 'jobs:waiting';
const taken = 'jobs:taken';
const mark = id => `jobs:known:${id}`;

exports.put = (redis, job) => redis.multi().set(mark(job.id), '1').lPush(waiting, JSON.stringify(job)).exec();

exports.knows = async (redis, id) => (await redis.exists(mark(id))) === 1;

exports.count = async redis => (await redis.lLen(waiting)) + (await redis.lLen(taken));

/** Resolves to the oldest job, or to nothing when none came within a second. */
exports.take = async redis => {
  const text = await redis.blMove(waiting, taken, 'RIGHT', 'LEFT', 1);
  return text === null ? undefined : JSON.parse(text);
};

exports.finish = (redis, job) => redis.multi().lRem(taken, 1, JSON.stringify(job)).del(mark(job.id)).exec();

/** Puts back what a worker had when it died. Doing a job twice is harmless: its first result is kept. */
exports.putBack = async redis => {
  while ((await redis.lMove(taken, waiting, 'LEFT', 'RIGHT')) !== null);
};
