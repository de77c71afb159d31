/**
 * Does work that needs nothing but the processor while the engine is thinking about its answer: a request goes out in
 * the turns of the event loop after it was made, and its answer is read in a later one.
 */
export async function meanwhile<Answer>(answer: Promise<Answer>, work: () => void): Promise<Answer> {
  answer.catch(() => {});
  await turn();
  await turn();
  work();
  return await answer;
}

function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
