import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { events, getText, pathOf, pause, TokenNeeded } from '../data/api.js';
import { plural, time, whole } from '../data/format.js';
import { Rows } from './rows.js';

const MOST = 50;
const RATES = [1, 10, 100];
const TEST_ROWS = 20;
const AGAIN = 2000;

/** Rows of an edge as they pass, sampled; they can be made a test. */
export function Tap({ plan, pipeline, from }) {
  const { name } = pipeline.status;
  const choices = choicesOf(plan);
  const [chosen, choose] = useState(null);
  const [rate, setRate] = useState(10);
  const [isOpen, open] = useState(false);
  const [told, tell] = useState('');
  useEffect(() => choose(null), [from]);
  const edge = choices.find((each) => each.id === chosen)?.id ?? choices.find((each) => each.from === from)?.id ?? choices[0]?.id;
  const { rows, seen, trouble } = useTap(isOpen ? `${pathOf(name, '/tap')}?edge=${encodeURIComponent(edge)}&rows=${rate}` : null);

  const save = async () => {
    tell('Taking rows…');
    try {
      download(`${name}-${edge.replaceAll(/[^\w]+/g, '-')}.test.yaml`, await getText(`${pathOf(name, '/tap/test')}?edge=${encodeURIComponent(edge)}&rows=${TEST_ROWS}`));
      tell('A test is saved; it belongs beside the pipeline’s file.');
    } catch (error) {
      tell(error.message);
    }
  };

  return html`
    <section class="card tap" aria-label="Tap">
      <div class="title">
        <h3>Tap</h3>
        <label>Edge <select value=${edge} onChange=${(event) => choose(event.target.value)}>${choices.map((each) => html`<option key=${each.id} value=${each.id}>${each.label}</option>`)}</select></label>
        <label>At most <select value=${rate} onChange=${(event) => setRate(Number(event.target.value))}>${RATES.map((each) => html`<option key=${each} value=${each}>${plural(each, 'row')}/s</option>`)}</select></label>
        <button class=${isOpen ? '' : 'first'} onClick=${() => open(!isOpen)} aria-pressed=${isOpen}>${isOpen ? 'Stop' : 'Look'}</button>
        <button onClick=${save} title=${`Rows of the sources that come now, and what ${edge.split('->')[0]} makes of them`}>Save as test</button>
        <span class="muted small" role="status">${trouble ?? told}</span>
        ${isOpen && html`<span class="spacer"></span><span class="muted figure small">${whole(seen)} passed, ${whole(rows.length)} shown</span>`}
      </div>
      ${rows.length > 0 && html`<${Rows} rows=${rows.map((each) => each.row)} label="Rows that passed" first=${{ name: 'passed', of: (i) => time(rows[i].at), key: (i) => rows[i].id }} />`}
      ${isOpen && rows.length === 0 && html`<p class="muted">Nothing has passed yet.</p>`}
      ${!isOpen && html`<p class="muted small">A sample of the rows that pass an edge, without holding them up. Secrets of the pipeline are masked, and columns that the host file names.</p>`}
    </section>`;
}

// Each edge, and the dead letters of each component that has some.
const choicesOf = (plan) => [
  ...plan.edges.map((edge) => ({ id: edge.id, from: edge.from, label: edge.id.replace('->', ' → ') })),
  ...plan.components.filter((part) => part.role !== 'sink').map((part) => ({ id: `${part.name}.dead`, from: null, label: `dead letters of ${part.name}` })),
];

function useTap(path) {
  const [state, setState] = useState({ rows: [], seen: 0 });
  useEffect(() => {
    setState({ rows: [], seen: 0 });
    if (!path) return undefined;
    const stop = new AbortController();
    follow(path, stop.signal, setState);
    return () => stop.abort();
  }, [path]);
  return state;
}

// Begins again when the host was away; what has passed then is counted anew.
async function follow(path, signal, setState) {
  while (!signal.aborted) {
    try {
      for await (const { seen, rows } of events(path, signal)) {
        if (!signal.aborted) setState((known) => ({ seen, rows: [...rows.reverse(), ...known.rows].slice(0, MOST) }));
      }
    } catch (error) {
      if (signal.aborted) return;
      setState((known) => ({ ...known, trouble: error instanceof TokenNeeded ? 'The token of this host is needed.' : error instanceof TypeError ? 'The host does not answer.' : error.message }));
    }
    await pause(AGAIN, signal);
  }
}

function download(name, content) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type: 'application/yaml' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
