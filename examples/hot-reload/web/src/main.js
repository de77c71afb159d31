const heading = 'Edit me';

let stream;
let next;
document.querySelector('h1').textContent = heading;
listen();

/** Shows what the API sends; a stream that ends, as at each of its restarts, is opened again. */
function listen() {
  stream?.close();
  stream = new EventSource('/api/events');
  stream.onmessage = ({ data }) => show(JSON.parse(data));
  stream.onopen = () => clearTimeout(next);
  stream.onerror = () => listenIn(50);
  // A container that is about to go answers nothing, not even that it isn't there.
  listenIn(200);
}

function listenIn(milliseconds) {
  clearTimeout(next);
  next = setTimeout(listen, milliseconds);
}

function show({ greeting, news }) {
  document.querySelector('#api').textContent = greeting;
  document.querySelector('#worker').textContent = news;
}

// A new version of this file takes over in the page that is open.
import.meta.hot?.accept();
import.meta.hot?.dispose(() => {
  stream.close();
  clearTimeout(next);
});
