import { html } from 'htm/preact';
import { pathOf } from '../data/api.js';
import { useAnswer } from '../data/hooks.js';
import { bytes, count, time } from '../data/format.js';

/** Rows that were refused: how many for which reason, and the last of them with their bytes. */
export function Letters({ pipeline }) {
  const { figures, status, letters } = pipeline;
  const recent = useAnswer(pathOf(status.name, '/dead-letters'), letters) ?? [];
  return html`
    <section class="card" aria-label="Dead letters">
      <h3>Dead letters</h3>
      ${figures.dead_letters.length === 0 && recent.length === 0 && html`<p class="muted">None in this run.</p>`}
      ${figures.dead_letters.length > 0 && html`
        <table>
          <thead><tr><th scope="col">Component</th><th scope="col">Reason</th><th scope="col" class="figure">Rows</th></tr></thead>
          <tbody>${figures.dead_letters.slice(0, 8).map((each) => html`<tr key=${each.component + each.reason}><td>${each.component}</td><td>${each.reason}</td><td class="figure">${count(each.count)}</td></tr>`)}</tbody>
        </table>`}
      <ul class="rows">
        ${recent.slice(-20).reverse().map(({ id, at, row }) => html`
          <li key=${id}>
            <details>
              <summary><time>${time(at)}</time> <b>${row.component}</b> ${row.reason}</summary>
              <p class="muted small">${[row.partition, row.position !== null && `position ${row.position}`, row.length !== null && bytes(row.length), row.raw === null && 'in base 64'].filter(Boolean).join(' · ')}</p>
              <pre tabindex="0" aria-label=${row.raw === null ? 'Its bytes, in base 64' : 'Its bytes'}>${row.raw ?? row.raw_base64 ?? ''}</pre>
            </details>
          </li>`)}
      </ul>
    </section>`;
}
