import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { listen, useStore } from '../data/store.js';
import { useAddress } from '../data/hooks.js';
import { Header } from './header.js';
import { Token } from './token.js';
import { List } from './list.js';
import { Pipeline } from './pipeline.js';

export function App() {
  const { needsToken, hasBegun, isConnected, trouble, pipelines } = useStore();
  const [attempt, setAttempt] = useState(0);
  const [name, component] = useAddress();
  useEffect(() => {
    const stop = new AbortController();
    listen(stop.signal);
    return () => stop.abort();
  }, [attempt]);

  const all = [...pipelines.values()];
  const chosen = all.find((each) => each.status.name === name) ?? all[0];
  useEffect(() => {
    document.title = chosen ? `${chosen.status.name} · StreamGuard` : 'StreamGuard';
  }, [chosen?.status.name]);

  if (needsToken) return html`<${Header} /><${Token} onToken=${() => setAttempt(attempt + 1)} />`;
  return html`
    <a class="skip" href="#main" onClick=${skip}>To the pipeline</a>
    <${Header} />
    ${trouble && !isConnected && html`<p class="banner" role="status">${trouble} ${hasBegun ? 'What is shown is what was known last.' : ''} Trying again…</p>`}
    <div class="shell">
      ${all.length > 0 && html`<${List} pipelines=${all} chosen=${chosen} />`}
      <main id="main" tabindex="-1">
        ${chosen
          ? html`<${Pipeline} key=${chosen.status.file} pipeline=${chosen} component=${component} />`
          : html`<p class="empty">${hasBegun ? 'This host runs no pipelines yet. Put a pipeline file into its folder.' : 'Asking the host…'}</p>`}
      </main>
    </div>`;
}

// The address behind # is the page's own: a plain link there would choose a pipeline.
function skip(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

