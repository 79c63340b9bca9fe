import { html } from 'htm/preact';
import { pathOf } from '../data/api.js';
import { useAnswer } from '../data/hooks.js';
import { useReading } from '../data/reading.js';
import { useRecent } from '../data/recent.js';
import { store } from '../data/store.js';
import { plural, time, whole } from '../data/format.js';
import { Rows, text } from './rows.js';

/** As many as are kept here. */
export const MOST = 100;

const SHOWN = 50;
const OWN = ['alert_id', 'rule', 'severity', 'message'];
const TONES = { critical: 'bad', high: 'bad', warning: 'warn', info: 'soft' };

const newest = (rows) => rows.slice(-MOST);

/** Alerts as they come, and behind each the rows that led to it. */
export function Alerts({ pipeline, plan }) {
  const { status, alerts } = pipeline;
  const recent = useRecent(pathOf(status.name, '/alerts'), alerts, store.began, newest);
  const { shown, opened, toggle, newer } = useReading((recent ?? []).slice(-SHOWN).reverse());
  const raises = plan?.edges.some((edge) => edge.alerts) ?? true;
  return html`
    <section class="card" aria-label="Alerts">
      <h3>Alerts <span class="muted figure">${alerts > 0 ? whole(alerts) : ''}</span></h3>
      ${recent !== null && recent.length === 0 && html`<p class="muted">${raises ? 'None yet.' : 'No component of this pipeline raises any.'}</p>`}
      <ul class="rows">
        ${shown.map((alert) => html`
          <li key=${alert.id}>
            <details open=${opened === alert.id} onToggle=${(event) => event.target === event.currentTarget && toggle(alert.id, event.target.open)}>
              <summary><time>${time(alert.at)}</time> <span class="state ${TONES[alert.row.severity] ?? 'soft'}">${alert.row.severity}</span> <b>${alert.row.rule}</b> ${alert.row.message}</summary>
              ${opened === alert.id && html`<${Opened} pipeline=${status.name} alert=${alert} />`}
            </details>
          </li>`)}
      </ul>
      ${(newer > 0 || alerts > SHOWN) && html`<p class="muted small">${newer > 0 ? `${plural(newer, 'newer one')}: shown when this one is closed.` : `The newest ${SHOWN} are shown.`}</p>`}
    </section>`;
}

function Opened({ pipeline, alert }) {
  const behind = useAnswer(alert.behind > 0 ? pathOf(pipeline, `/alerts/${alert.id}`) : null, store.began);
  const facts = Object.entries(alert.row).filter(([name, value]) => !OWN.includes(name) && value !== null);
  return html`
    <div class="opened">
      ${alert.behind > 0 && html`<h4>${behind ? wording(behind) : 'The rows behind it'}</h4>`}
      ${behind && html`<${Rows} rows=${behind.rows} marked=${behind.key} label="Rows behind the alert" />`}
      <details><summary>${plural(facts.length, 'value')} of the alert</summary>
        <dl class="facts">${facts.map(([name, value]) => html`<dt key=${name}>${name}</dt><dd><code>${text(value)}</code></dd>`)}</dl>
      </details>
    </div>`;
}

const wording = ({ from, key, rows }) =>
  `The last ${plural(rows.length, 'row')} of ${from}${key.length ? ` with ${key.map((column) => `${column} ${text(rows.at(-1)[column])}`).join(', ')}` : ''} before it`;
