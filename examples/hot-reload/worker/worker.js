const { setTimeout: sleep } = require('node:timers/promises');

const limit = 10_000;

main();

/** Tells the API what there is to know, and again and again: after its restart the API knows nothing. */
async function main() {
  const news = `there are ${countPrimes(limit)} primes up to ${limit}`;
  console.log(news);
  for (;;) {
    // A container that is about to go answers nothing, not even that it isn't there.
    await fetch('http://api:3000/news', { method: 'POST', body: news, signal: AbortSignal.timeout(200) }).catch(
      () => {},
    );
    await sleep(50);
  }
}

function countPrimes(upTo) {
  let count = 0;
  for (let number = 2; number <= upTo; number++) if (isPrime(number)) count++;
  return count;
}

function isPrime(number) {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return true;
}
