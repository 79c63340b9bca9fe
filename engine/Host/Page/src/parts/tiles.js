import { html } from 'htm/preact';
import { flowOf } from '../data/store.js';
import { brief, count, rate, span } from '../data/format.js';

/** The pipeline in a few figures. */
export function Tiles({ pipeline }) {
  const { figures, status } = pipeline;
  const isRunning = status.state === 'running';
  const flow = flowOf(figures);
  const dead = figures.dead_letters.reduce((sum, each) => sum + each.count, 0);
  const waits = figures.waits.filter((each) => each.waiting);
  const { checkpoints } = figures;
  const done = figures.total > 0 ? Math.min(1, figures.done / figures.total) : null;
  return html`
    <dl class="tiles">
      ${tile('In', isRunning ? rate(flow.in) : '–')}
      ${tile('Out', isRunning ? rate(flow.out) : '–')}
      ${tile('Latency p99', isRunning ? span(flow.p99) : '–', 'From a row’s arrival until its sink had it')}
      ${tile('Lag', isRunning ? brief(flow.lag) : '–', 'How far event time is behind the clock')}
      ${tile('Checkpoint', checkpoints.committed > 0 ? `${brief(Math.round(checkpoints.age ?? 0))} ago` : '–', checkpoints.trouble, checkpoints.unhealthy ? 'bad' : checkpoints.trouble ? 'warn' : '')}
      ${tile('Dead letters', count(dead), null, dead > 0 ? 'warn' : '')}
      ${done !== null && tile('Read', `${Math.floor(done * 100)} %`)}
    </dl>
    ${waits.map((each) => html`<p class="banner inline" role="status" key=${each.component}><b>${each.component}</b> waits: ${each.reason}</p>`)}`;
}

const tile = (name, value, title, tone = '') => html`<div class="tile ${tone}" title=${title}><dt>${name}</dt><dd>${value}</dd></div>`;
