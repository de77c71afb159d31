import type { ComposeEvent, WatchEvent } from '../events/event.ts';

/** What pages are told of an event, as messages of an event stream; empty if it is none of theirs. */
export function renderLiveReload(event: ComposeEvent, now: Date): string {
  if (event.type !== 'watch') return '';
  const time = now.toISOString();
  return messagesOf(event)
    .map(fields => `event: ${event.step}\ndata: ${JSON.stringify({ ...fields, time })}\n\n`)
    .join('');
}

/** A message a service. Why something failed stays in the terminal: other programs of this machine may listen. */
function messagesOf(event: WatchEvent): readonly object[] {
  switch (event.step) {
    case 'synced':
      return [{ service: event.service, files: event.sent + event.removed, ms: event.milliseconds }];
    case 'restarted':
    case 'rebuilding':
    case 'rebuilt':
    case 'updated':
    case 'failed':
      return event.services.map(service => ({ service }));
    case 'sync-failed':
    case 'unreadable':
      return [{ service: event.service }];
    default:
      return [];
  }
}

/**
 * A script for pages: `/reload.js?services=api,web` loads the page anew when one of these services is updated, any
 * service without a query, as soon as the page's own server answers.
 */
export const reloadScript = `(() => {
  const { src } = document.currentScript;
  const services = new URL(src).searchParams.get('services')?.split(',');
  let isReloading = false;
  new EventSource(new URL('/events', src)).addEventListener('updated', async ({ data }) => {
    if (isReloading || (services && !services.includes(JSON.parse(data).service))) return;
    isReloading = true;
    const answers = () => fetch(location.href, { cache: 'no-store' }).then(({ ok }) => ok, () => false);
    while (!(await answers())) await new Promise(resolve => setTimeout(resolve, 50));
    location.reload();
  });
})();
`;
