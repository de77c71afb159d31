/**
 * A warning outside of any resource, in the form that Docker Compose gives it, which tools look for:
 * `time="2026-01-02T03:04:05Z" level=warning msg="…"`.
 */
export function renderMessage(level: 'debug' | 'info' | 'warning', message: string, now: Date): string {
  return `time="${withoutFraction(now)}" level=${level} msg=${JSON.stringify(message)}\n`;
}

/** The same for `--progress json`: `{"level":"warning","msg":"…","time":"2026-01-02T03:04:05Z"}`. */
export function renderMessageJson(level: 'info' | 'warning' | 'error', message: string, now: Date): string {
  return `${JSON.stringify({ level, msg: message, time: withoutFraction(now) })}\n`;
}

function withoutFraction(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
