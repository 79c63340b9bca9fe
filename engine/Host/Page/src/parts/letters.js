import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { pathOf } from '../data/api.js';
import { useReading } from '../data/reading.js';
import { useRecent } from '../data/recent.js';
import { store } from '../data/store.js';
import { bytes, count, plural, time, whole } from '../data/format.js';
import { Bytes } from './bytes.js';

const OF_KIND = 10;
const SHOWN = 30;
const KINDS = 8;

// What is particular to a letter follows a colon and a space.
const kindOf = (component, reason) => `${component}: ${reason.split(': ', 1)[0]}`;

// As the host keeps them: a few of each kind, so that a flood of one does not wash away the others.
function newest(letters) {
  const many = new Map();
  return letters.toReversed().filter(({ row }) => {
    const kind = kindOf(row.component, row.reason);
    many.set(kind, (many.get(kind) ?? 0) + 1);
    return many.get(kind) <= OF_KIND;
  }).reverse();
}

/** Rows that were refused: how many for which reason, and the last of them with their bytes. */
export function Letters({ pipeline }) {
  const { figures, status, letters } = pipeline;
  const [only, choose] = useState(null);
  const recent = useRecent(pathOf(status.name, '/dead-letters'), letters, store.began, newest) ?? [];
  const counts = figures.dead_letters;
  const total = counts.reduce((sum, each) => sum + each.count, 0);
  const { shown, opened, toggle, newer } = useReading(recent.slice().reverse());
  const listed = shown.filter(({ id, row }) => id === opened || only === null || kindOf(row.component, row.reason) === only).slice(0, SHOWN);
  return html`
    <section class="card" aria-label="Dead letters">
      <h3>Dead letters <span class="muted figure">${total > 0 ? whole(total) : ''}</span></h3>
      ${counts.length === 0 && recent.length === 0 && html`<p class="muted">None in this run.</p>`}
      ${counts.length > 0 && html`
        <table>
          <thead><tr><th scope="col">Component</th><th scope="col">Reason</th><th scope="col" class="figure">Rows</th></tr></thead>
          <tbody>${counts.slice(0, KINDS).map((each) => {
            const kind = kindOf(each.component, each.reason);
            return html`
              <tr key=${kind}>
                <td>${each.component}</td>
                <td><button class="link" aria-pressed=${only === kind} title="Shows only these" onClick=${() => choose(only === kind ? null : kind)}>${each.reason}</button></td>
                <td class="figure">${count(each.count)}</td>
              </tr>`;
          })}</tbody>
        </table>
        ${counts.length > KINDS && html`<p class="muted small">And ${counts.length - KINDS} more kinds.</p>`}`}
      <ul class="rows">
        ${listed.map(({ id, at, row }) => html`
          <li key=${id}>
            <details open=${opened === id} onToggle=${(event) => event.target === event.currentTarget && toggle(id, event.target.open)}>
              <summary><time>${time(at)}</time> <b>${row.component}</b> ${row.reason}</summary>
              ${opened === id && html`<p class="muted small">${[row.partition, row.position !== null && `position ${whole(row.position)}`, row.length !== null && bytes(row.length)].filter(Boolean).join(' · ')}</p>
              <${Bytes} row=${row} />`}
            </details>
          </li>`)}
      </ul>
      ${newer > 0 && html`<p class="muted small">${plural(newer, 'newer one')}: shown when this one is closed.</p>`}
    </section>`;
}
