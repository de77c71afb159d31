/**
 * A warning outside of any resource, in the form that Docker Compose gives it, which tools look for:
 * `time="2026-01-02T03:04:05Z" level=warning msg="…"`.
 */
export function renderMessage(level: 'info' | 'warning', message: string, now: Date): string {
  const time = now.toISOString().replace(/\.\d+Z$/, 'Z');
  return `time="${time}" level=${level} msg=${JSON.stringify(message)}\n`;
}
