import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { hasToken, keepToken } from '../data/api.js';

/** Asks for the host's token; it stays in this tab until that is closed. */
export function Token({ onToken }) {
  const field = useRef(null);
  const wasWrong = hasToken();
  useEffect(() => field.current.focus(), []);
  const submit = (event) => {
    event.preventDefault();
    keepToken(field.current.value.trim());
    onToken();
  };
  return html`
    <main class="token">
      <form class="card" onSubmit=${submit}>
        <h2>Token of this host</h2>
        <p>Its host file names it, under <code>http: token</code> or <code>token_file</code>. This tab keeps it until it is closed.</p>
        <label for="token">Token</label>
        <input id="token" ref=${field} type="password" autocomplete="off" required aria-describedby=${wasWrong ? 'token-wrong' : undefined} />
        ${wasWrong && html`<p id="token-wrong" class="wrong" role="alert">The host did not take that token.</p>`}
        <button class="first" type="submit">Open</button>
      </form>
    </main>`;
}
