const heading = 'Edit me';

let stream;
document.querySelector('h1').textContent = heading;
listen();

/** Shows what the API sends; a stream that ends, as at each of its restarts, is opened again. */
function listen() {
  stream = new EventSource('/api/events');
  stream.onmessage = ({ data }) => show(JSON.parse(data));
  stream.onerror = () => {
    stream.close();
    stream = setTimeout(listen, 50);
  };
}

function show({ greeting, news }) {
  document.querySelector('#api').textContent = greeting;
  document.querySelector('#worker').textContent = news;
}

// A new version of this file takes over in the page that is open.
import.meta.hot?.accept();
import.meta.hot?.dispose(() => {
  if (stream instanceof EventSource) stream.close();
  else clearTimeout(stream);
});
