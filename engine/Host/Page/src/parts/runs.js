import { html } from 'htm/preact';
import { pathOf } from '../data/api.js';
import { useAnswer } from '../data/hooks.js';
import { store } from '../data/store.js';
import { count, NONE, plural, span, time } from '../data/format.js';

const SHOWN = 10;

const more = (run) => [run.attempts > 1 && plural(run.attempts, 'attempt'), run.left_out > 0 && `in place of ${plural(run.left_out, 'time')}`].filter(Boolean).join(', ');

/** How the runs of a pipeline with a schedule came out, the newest first; nothing of one without. */
export function Runs({ status }) {
  const runs = useAnswer(pathOf(status.name, `/runs?limit=${SHOWN}`), `${status.state} ${status.since} ${store.began}`) ?? [];
  if (runs.length === 0) return null;
  return html`
    <section class="card" aria-label="Runs">
      <h3>Runs</h3>
      <table>
        <thead><tr><th scope="col">Time</th><th scope="col">Outcome</th><th scope="col" class="figure">Took</th><th scope="col" class="figure">Rows</th></tr></thead>
        <tbody>${runs.map((run) => html`
          <tr key=${run.time ?? run.started}>
            <td>${time(run.time ?? run.started)}${run.time ? '' : ', asked for'}</td>
            <td>${run.outcome}${more(run) && html` <span class="muted">${more(run)}</span>`}${run.failure && html`<div class="muted small">${run.failure}</div>`}</td>
            <td class="figure">${span(run.seconds)}</td>
            <td class="figure">${run.started ? count(run.rows_in) : NONE}</td>
          </tr>`)}</tbody>
      </table>
    </section>`;
}
