const { createServer } = require('node:http');

const greeting = 'Good morning';

let news = 'nothing yet';
const listeners = new Set();

createServer((request, response) => {
  if (request.url === '/api/events') listen(response);
  // A worker that is started anew may go before it has told all.
  else if (request.url === '/news' && request.method === 'POST')
    take(request, response).catch(() => response.destroy());
  else response.writeHead(404).end();
}).listen(3000, () => console.log('listening on port 3000'));

function listen(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  listeners.add(response.once('close', () => listeners.delete(response)));
  tell(response);
}

function tell(response) {
  response.write(`data: ${JSON.stringify({ greeting, news })}\n\n`);
}

/** The worker's; pages are told of what is new. */
async function take(request, response) {
  let text = '';
  for await (const chunk of request) text += chunk;
  response.writeHead(204).end();
  if (text === news) return;
  news = text;
  for (const listener of listeners) tell(listener);
}
