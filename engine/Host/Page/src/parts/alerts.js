import { html } from 'htm/preact';
import { pathOf } from '../data/api.js';
import { useAnswer } from '../data/hooks.js';
import { time } from '../data/format.js';

const OWN = ['alert_id', 'rule', 'severity', 'message'];
const TONES = { critical: 'bad', high: 'bad', warning: 'warn', info: 'soft' };

/** Alerts as they come, and behind each the row that raised it. */
export function Alerts({ pipeline, plan }) {
  const { status, alerts } = pipeline;
  const recent = useAnswer(pathOf(status.name, '/alerts'), alerts) ?? [];
  return html`
    <section class="card" aria-label="Alerts">
      <h3>Alerts <span class="muted figure">${alerts > 0 ? alerts.toLocaleString('en') : ''}</span></h3>
      ${recent.length === 0 && html`<p class="muted">${plan && !plan.edges.some((edge) => edge.alerts) ? 'No component of this pipeline raises any.' : 'None yet.'}</p>`}
      <ul class="rows">
        ${recent.slice(-50).reverse().map(({ id, at, row }) => html`
          <li key=${id}>
            <details>
              <summary><time>${time(at)}</time> <span class="state ${TONES[row.severity] ?? 'soft'}">${row.severity}</span> <b>${row.rule}</b> ${row.message}</summary>
              <dl class="facts">${Object.entries(row).filter(([name, value]) => !OWN.includes(name) && value !== null).map(([name, value]) => html`<dt key=${name}>${name}</dt><dd><code>${text(value)}</code></dd>`)}</dl>
            </details>
          </li>`)}
      </ul>
    </section>`;
}

export const text = (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
