import { html } from 'htm/preact';
import { addressOf } from '../data/hooks.js';
import { flowOf } from '../data/store.js';
import { rate } from '../data/format.js';
import { State } from './state.js';

/** The pipelines of the host, to choose one. */
export function List({ pipelines, chosen }) {
  return html`
    <nav class="list" aria-label="Pipelines">
      ${pipelines.map(({ status, figures }) => html`
        <a key=${status.file} href=${addressOf(status.name)} aria-current=${status.file === chosen.status.file ? 'page' : undefined}>
          <span class="name">${status.name}</span>
          <${State} status=${status} />
          ${status.state === 'running' && figures && html`<span class="muted figure">${rate(flowOf(figures).in)}</span>`}
        </a>`)}
    </nav>`;
}
