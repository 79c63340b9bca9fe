import { html } from 'htm/preact';
import { flowOf, slowest } from '../data/flow.js';
import { addressOf } from '../data/hooks.js';
import { brief, count, rate, share, span } from '../data/format.js';

/** The pipeline in a few figures, and what holds it up. */
export function Tiles({ pipeline }) {
  const { figures, status } = pipeline;
  const isRunning = status.state === 'running';
  const flow = flowOf(figures);
  const dead = figures.dead_letters.reduce((sum, each) => sum + each.count, 0);
  const waits = figures.waits.filter((each) => each.waiting);
  const slow = isRunning ? slowest(figures) : null;
  const { checkpoints } = figures;
  const done = figures.total > 0 ? Math.min(1, figures.done / figures.total) : null;
  return html`
    <dl class="tiles">
      ${tile('In', isRunning ? rate(flow.in) : '–')}
      ${tile('Out', isRunning ? rate(flow.out) : '–')}
      ${tile('Latency p99', isRunning ? span(flow.p99) : '–', 'From a row’s arrival until its sink had it')}
      ${tile('Lag', isRunning ? brief(flow.lag) : '–', 'How far event time is behind the clock')}
      ${tile('Checkpoint', isRunning && checkpoints.committed > 0 ? `${brief(Math.round(checkpoints.age ?? 0))} ago` : '–', checkpoints.trouble, checkpoints.unhealthy ? 'bad' : checkpoints.trouble ? 'warn' : '')}
      ${tile('Dead letters', count(dead), null, dead > 0 ? 'warn' : '')}
      ${done !== null && tile('Read', `${Math.floor(done * 100)} %`)}
    </dl>
    ${slow && html`
      <p class="banner inline bad" role="status">
        <b>Slowest:</b> <a href=${addressOf(status.name, slow.name)}>${slow.name}</a> holds up what comes before it, busy ${share(slow.now.busy)}${slow.fullness >= 0.5 ? `, its queue ${share(slow.fullness)} full` : ''}.
      </p>`}
    ${waits.map((each) => html`<p class="banner inline" role="status" key=${each.component}><b>${each.component}</b> waits: ${each.reason}</p>`)}`;
}

const tile = (name, value, title, tone = '') => html`<div class="tile ${tone}" title=${title}><dt>${name}</dt><dd>${value}</dd></div>`;
