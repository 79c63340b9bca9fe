import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { addressOf } from '../data/hooks.js';
import { bytes, NONE, plural, rate, share, span, whole } from '../data/format.js';
import { Chart } from './charts.js';

// Pixels of it that have to be seen for it to be noticed below the graph.
const NOTICED = 80;

/** What is known of the component that was chosen in the graph. */
export function Component({ part, plan, pipeline }) {
  const figures = pipeline.figures?.components.find((each) => each.name === part.name);
  const series = pipeline.parts.get(part.name);
  const buffer = pipeline.figures?.buffers.find((each) => each.component === part.name);
  const card = useRef(null);
  useEffect(() => {
    if (card.current.getBoundingClientRect().top > innerHeight - NOTICED) card.current.scrollIntoView();
  }, []);
  return html`
    <section ref=${card} class="card component" aria-label=${`Component ${part.name}`}>
      <div class="title">
        <h3>${part.name}</h3><span class="muted">${part.role} ${part.kind}${part.decoder ? `, ${part.decoder}` : ''} · ${part.file.split('/').pop()}:${part.line}</span>
        <span class="spacer"></span>
        <a class="button quiet" href=${addressOf(pipeline.status.name)}>Close</a>
      </div>
      <div class="columns">
        <div>
          <dl class="facts">
            ${figures && html`
              <dt>Rows</dt><dd>${account(figures.account)}</dd>
              <dt>Now</dt><dd>${figures.now ? `${rate(figures.now.in)} in, ${rate(figures.now.out)} out, busy ${share(figures.now.busy)} of ${plural(figures.instances, 'instance')}` : NONE}</dd>
              ${figures.watermark && html`<dt>Watermark</dt><dd>${figures.watermark}${figures.lag !== undefined ? `, ${span(Math.abs(figures.lag))} ${figures.lag < 0 ? 'ahead of' : 'behind'} the clock` : ''}</dd>`}
              ${figures.latency && html`<dt>Latency</dt><dd>p50 ${span(figures.latency.p50)}, p95 ${span(figures.latency.p95)}, p99 ${span(figures.latency.p99)} of this run</dd>`}
              ${figures.bytes !== undefined && html`<dt>Bytes</dt><dd>${bytes(figures.bytes)}${figures.now?.bytes !== undefined ? `, ${bytes(figures.now.bytes)}/s` : ''}</dd>`}
              ${(figures.state_bytes ?? figures.state_keys) !== undefined && html`<dt>State now</dt><dd>${[figures.state_bytes !== undefined && bytes(figures.state_bytes), figures.state_keys !== undefined && plural(figures.state_keys, 'key')].filter(Boolean).join(', ')}</dd>`}
              ${figures.behind !== undefined && html`<dt>Not read yet</dt><dd>${plural(figures.behind, 'record')}</dd>`}
              ${figures.dropped > 0 && html`<dt>Dropped</dt><dd>${plural(figures.dropped, 'row')}</dd>`}`}
            ${buffer && html`<dt>In its buffer</dt><dd>${plural(buffer.rows, 'row')}, ${bytes(buffer.bytes)} of ${bytes(buffer.limit)}</dd>`}
            ${part.state && html`<dt>State</dt><dd>${part.state_is_bounded ? '' : 'unbounded: '}${part.state}</dd>`}
            ${part.key && html`<dt>Key</dt><dd>${part.key.join(', ')}</dd>`}
            ${part.event_time && html`<dt>Event time</dt><dd>${part.event_time}</dd>`}
            ${part.delivery && html`<dt>Delivery</dt><dd>${part.delivery}</dd>`}
            ${part.buffer && html`<dt>Buffer</dt><dd>${part.buffer}</dd>`}
            ${part.notes.map((note) => html`<dt key=${note}>Note</dt><dd>${note}</dd>`)}
          </dl>
          <details><summary>${plural(Object.keys(part.columns).length, 'column')}</summary>
            <dl class="facts">${Object.entries(part.columns).map(([name, type]) => html`<dt key=${name}>${name}</dt><dd>${type}</dd>`)}</dl>
          </details>
        </div>
        ${series && html`
          <div>
            <${Chart} title="Rows a second" series=${series} unit="rate" height=${120} lines=${[{ label: 'Out', name: 'out', color: 'line-1' }]} />
            <${Chart} title="Busy, and its queue" series=${series} unit="share" height=${120} lines=${[{ label: 'Busy', name: 'busy', color: 'line-3' }, { label: 'Queue', name: 'fullness', color: 'line-2' }]} />
          </div>`}
      </div>
    </section>`;
}

const WORDS = [['passed', 'passed'], ['filtered', 'filtered'], ['aggregated', 'aggregated'], ['late', 'late'], ['dead_lettered', 'dead letters'], ['held', 'held'], ['made', 'made']];

const account = (rows) => `${whole(rows.in)} in: ${WORDS.filter(([name]) => rows[name] > 0).map(([name, word]) => `${whole(rows[name])} ${word}`).join(', ') || 'none yet'}`;
