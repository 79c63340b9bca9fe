import { html } from 'htm/preact';
import { store } from '../data/store.js';
import { span } from '../data/format.js';

/** What is wrong with the file, and why the last run failed. */
export function Problems({ status }) {
  const left = status.next_start ? Math.max(0, (Date.parse(status.next_start) - Date.parse(store.at)) / 1000) : null;
  return html`
    ${status.failure && html`
      <section class="card alarm" aria-label="Failure">
        <h3>${status.state === 'running' || status.state === 'scheduled' ? 'The last run failed' : 'It failed'}</h3>
        <pre tabindex="0" aria-label="Why">${status.failure}</pre>
        ${status.state === 'waiting' && left !== null && html`<p>Begun again in ${span(Math.round(left))}.</p>`}
      </section>`}
    ${status.problems.length > 0 && html`
      <section class="card alarm" aria-label="Problems of the file">
        <h3>${status.state === 'running' ? 'The file has problems; what runs is the one before' : 'The file has problems'}</h3>
        <ul class="problems">
          ${status.problems.map((problem) => html`
            <li key=${`${problem.line}:${problem.column}:${problem.code}:${problem.message}`}>
              <span class="state ${problem.severity === 'error' ? 'bad' : 'warn'}">${problem.code}</span>
              <span><code>${place(problem)}</code> ${problem.message}${problem.hint && html`<br /><span class="muted">${problem.hint}</span>`}</span>
            </li>`)}
        </ul>
      </section>`}`;
}

const place = (problem) => (problem.line ? `${problem.file.split('/').pop()}:${problem.line}:${problem.column}` : problem.file.split('/').pop());
