import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { events, getText, pathOf, TokenNeeded } from '../data/api.js';
import { count, plural, time } from '../data/format.js';
import { text } from './alerts.js';

const MOST = 50;
const RATES = [1, 10, 100];
const TEST_ROWS = 20;

/** Rows of an edge as they pass, sampled; they can be made a test. */
export function Tap({ plan, pipeline, from }) {
  const { name } = pipeline.status;
  const choices = choicesOf(plan);
  const [chosen, choose] = useState(null);
  const [rate, setRate] = useState(10);
  const [isOpen, open] = useState(false);
  const [told, tell] = useState('');
  const edge = choices.includes(chosen) ? chosen : choices.find((each) => each === from || each.startsWith(`${from}->`)) ?? choices[0];
  const { rows, seen, trouble } = useTap(isOpen ? `${pathOf(name, '/tap')}?edge=${encodeURIComponent(edge)}&rows=${rate}` : null);

  const save = async () => {
    tell('Taking rows…');
    try {
      download(`${name}-${edge.replaceAll(/[^\w]+/g, '-')}.test.yaml`, await getText(`${pathOf(name, '/tap/test')}?edge=${encodeURIComponent(edge)}&rows=${TEST_ROWS}`));
      tell('A test is saved.');
    } catch (error) {
      tell(error.message);
    }
  };

  return html`
    <section class="card tap" aria-label="Tap">
      <div class="title">
        <h3>Tap</h3>
        <label>Edge <select value=${edge} onChange=${(event) => choose(event.target.value)}>${choices.map((each) => html`<option key=${each} value=${each}>${each.replace('->', ' → ')}</option>`)}</select></label>
        <label>At most <select value=${rate} onChange=${(event) => setRate(Number(event.target.value))}>${RATES.map((each) => html`<option key=${each} value=${each}>${each} rows/s</option>`)}</select></label>
        <button class=${isOpen ? '' : 'first'} onClick=${() => open(!isOpen)} aria-pressed=${isOpen}>${isOpen ? 'Stop' : 'Look'}</button>
        <button onClick=${save} title=${`Rows of the sources that come now, and what ${edge.split('->')[0]} makes of them`}>Save as test</button>
        <span class="muted small" role="status">${trouble ?? told}</span>
        ${isOpen && html`<span class="spacer"></span><span class="muted figure small">${plural(seen, 'row')} passed, ${count(rows.length)} shown</span>`}
      </div>
      ${rows.length > 0 && html`<${Rows} rows=${rows} />`}
      ${isOpen && rows.length === 0 && html`<p class="muted">Nothing has passed yet.</p>`}
    </section>`;
}

// Each edge, and the dead letters of what has readers of its own for them or none.
const choicesOf = (plan) => [...plan.edges.map((edge) => edge.id), ...plan.components.filter((part) => part.role !== 'sink').map((part) => `${part.name}.dead`)];

function useTap(path) {
  const [state, setState] = useState({ rows: [], seen: 0 });
  useEffect(() => {
    if (!path) return undefined;
    const stop = new AbortController();
    setState({ rows: [], seen: 0 });
    (async () => {
      try {
        for await (const { seen, rows } of events(path, stop.signal)) setState((known) => ({ seen, rows: [...rows.reverse(), ...known.rows].slice(0, MOST) }));
      } catch (error) {
        if (!stop.signal.aborted) setState((known) => ({ ...known, trouble: error instanceof TokenNeeded ? 'The token of this host is needed.' : error.message }));
      }
    })();
    return () => stop.abort();
  }, [path]);
  return state;
}

function Rows({ rows }) {
  const columns = Object.keys(rows[0].row);
  return html`
    <div class="wide" tabindex="0" role="region" aria-label="Rows that passed">
      <table>
        <thead><tr><th scope="col">passed</th>${columns.map((column) => html`<th scope="col" key=${column}>${column}</th>`)}</tr></thead>
        <tbody>${rows.map(({ id, at, row }) => html`<tr key=${id}><td class="muted">${time(at)}</td>${columns.map((column) => html`<td key=${column}>${cell(row[column])}</td>`)}</tr>`)}</tbody>
      </table>
    </div>`;
}

const cell = (value) => (value === null || value === undefined ? html`<span class="muted">null</span>` : text(value));

function download(name, content) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type: 'application/yaml' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
