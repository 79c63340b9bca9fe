// Asks the host. The token stays in this tab's session storage; EventSource could not send it, so streams are fetched.
const KEY = 'streamguard.token';

export class TokenNeeded extends Error {}

export const hasToken = () => sessionStorage.getItem(KEY) !== null;

export function keepToken(token) {
  sessionStorage.setItem(KEY, token);
}

async function ask(path, options = {}) {
  const token = sessionStorage.getItem(KEY);
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const answer = await fetch(path, { cache: 'no-store', ...options, headers });
  if (answer.status === 401) throw new TokenNeeded('The token of this host is needed.');
  if (!answer.ok) throw new Error(await reason(answer));
  return answer;
}

// Errors are problems as RFC 9457 has them.
async function reason(answer) {
  try {
    const problem = await answer.json();
    return problem.detail ?? problem.title ?? `the host answered ${answer.status}`;
  } catch {
    return `the host answered ${answer.status}`;
  }
}

export const getJson = async (path, signal) => (await ask(path, { signal })).json();

export const getText = async (path, signal) => (await ask(path, { signal })).text();

export const post = async (path) => (await ask(path, { method: 'POST' })).json();

/** Server-sent events of one line of JSON each, until the signal or the host ends them. */
export async function* events(path, signal) {
  const answer = await ask(path, { signal });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const parts = (rest + value).split('\n\n');
      rest = parts.pop();
      for (const part of parts) if (part.startsWith('data: ')) yield JSON.parse(part.slice(6));
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

export const pathOf = (pipeline, rest = '') => `/api/pipelines/${encodeURIComponent(pipeline)}${rest}`;

/** Waits; less when there is a reason to look at once. */
export function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      removeEventListener('online', done);
      document.removeEventListener('visibilitychange', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
    addEventListener('online', done);
    document.addEventListener('visibilitychange', done);
  });
}
