const form = document.querySelector('form');
const status = document.querySelector('#status');
const rows = document.querySelector('tbody');
const shown = new Set();

form.addEventListener('submit', async event => {
  event.preventDefault();
  await ask('POST', JSON.stringify({ limit: form.elements.limit.valueAsNumber }));
  await refresh();
});

keepFresh();

async function keepFresh() {
  await refresh();
  setTimeout(keepFresh, 1000);
}

async function refresh() {
  try {
    const { waiting, results } = await ask('GET');
    status.textContent = waiting === 0 ? 'No job is waiting.' : `${waiting} waiting or at work…`;
    rows.replaceChildren(...results.map(toRow));
  } catch (error) {
    status.textContent = `The API does not answer: ${error.message}`;
  }
}

async function ask(method, body) {
  const response = await fetch('/api/jobs', { method, body });
  if (!response.ok) throw new Error(response.statusText);
  return response.json();
}

function toRow({ id, limit, primes, milliseconds, worker, finished }) {
  const row = document.createElement('tr');
  const time = new Date(finished).toLocaleTimeString();
  for (const text of [limit.toLocaleString(), primes.toLocaleString(), `${milliseconds} ms`, worker, time]) {
    row.insertCell().textContent = text;
  }
  row.classList.toggle('new', shown.size > 0 && !shown.has(id));
  shown.add(id);
  return row;
}
