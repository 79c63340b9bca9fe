import { html } from 'htm/preact';
import { brief, bytes, count, rate, share, span, whole } from '../data/format.js';

export const SIZE = { width: 176, height: 112, gap: 20, between: 44 };

const LONGEST_NAME = 21;
/** Beside a badge. */
const SHORT_NAME = 13;

/** One component in the graph: its rate, what it keeps, how busy it is and how full the queue before it. */
export function Card({ part, at, width, figures, isRunning, isChosen, isSlow, href }) {
  const now = isRunning ? figures?.now : null;
  const busy = now?.busy ?? 0;
  const dead = figures?.account.dead_lettered ?? 0;
  const flow = part.role === 'sink' ? now?.in : now?.out;
  return html`
    <a href=${href} data-name=${part.name} class="part ${part.role} ${isChosen ? 'chosen' : ''} ${isSlow ? 'slow' : ''}" transform=${`translate(${Math.round(at.x)} ${Math.round(at.y)})`}
      aria-label=${spoken(part, figures, flow, busy, isSlow)} aria-current=${isChosen ? 'true' : undefined}>
      <title>${part.name}: ${part.role} ${part.kind}</title>
      <rect class="box" width=${width} height=${SIZE.height} rx="10" />
      <rect class="role" width="4" height=${SIZE.height - 20} x="0" y="10" rx="2" />
      <text class="name" x="14" y="23">${cut(part.name, isSlow || dead > 0 ? SHORT_NAME : LONGEST_NAME)}</text>
      <text class="kind" x="14" y="39">${part.kind}${part.decoder ? `, ${part.decoder}` : ''}</text>
      <text class="rate" x="14" y="61">${now ? rate(flow) : count(part.role === 'sink' ? figures?.account.passed : figures?.account.out)}</text>
      <text class="fact" x=${width - 12} y="39" text-anchor="end">${fact(part, figures, isRunning)}</text>
      ${bar('busy', busy, 80, now, width)}
      ${bar('queue', figures?.fullness ?? 0, 96, now, width)}
      ${(isSlow || dead > 0) && badge(isSlow ? 'slowest' : `${count(dead)} dead`, isSlow, width)}
    </a>`;
}

const cut = (name, longest) => (name.length > longest ? `${name.slice(0, longest - 1)}…` : name);

// Of a sink its latency, of what keeps state how much, else how far event time is behind.
function fact(part, figures, isRunning) {
  if (!figures) return '';
  const latency = isRunning ? figures.now?.latency ?? figures.latency : figures.latency;
  if (part.role === 'sink' && latency) return `p99 ${span(latency.p99)}`;
  if (figures.state_keys !== undefined && part.role === 'transform') return `${count(figures.state_keys)} ${figures.state_keys === 1 ? 'key' : 'keys'}`;
  if (figures.state_bytes > 2000 && part.role === 'transform') return bytes(figures.state_bytes);
  if (figures.behind > 0) return `${count(figures.behind)} behind`;
  if (figures.lag !== undefined && isRunning) return `lag ${brief(figures.lag)}`;
  return '';
}

function bar(name, value, y, now, width) {
  const length = width - 100;
  const tone = value >= 0.8 ? 'bad' : value >= 0.5 ? 'warn' : '';
  return html`
    <text class="label" x="14" y=${y + 4}>${name}</text>
    <rect class="track" x="54" y=${y - 3} width=${length} height="6" rx="3" />
    ${now && value > 0 && html`<rect class="bar ${tone}" x="54" y=${y - 3} width=${Math.max(2, length * Math.min(1, value))} height="6" rx="3" />`}
    <text class="label" x=${width - 12} y=${y + 4} text-anchor="end">${now ? share(value) : ''}</text>`;
}

function badge(text, isSlow, right) {
  const width = 14 + text.length * 6.4;
  return html`<g class="badge ${isSlow ? 'bad' : 'warn'}" transform=${`translate(${right - width - 8} 9)`}><rect width=${width} height="18" rx="9" /><text x=${width / 2} y="12.5" text-anchor="middle">${text}</text></g>`;
}

function spoken(part, figures, flow, busy, isSlow) {
  const parts = [`${part.name}, ${part.role} ${part.kind}`];
  if (flow !== undefined && flow !== null) parts.push(`${whole(Math.round(flow))} rows a second`, `busy ${share(busy)}`, `queue ${share(figures.fullness)}`);
  if (figures?.account.dead_lettered) parts.push(`${whole(figures.account.dead_lettered)} dead letters`);
  if (isSlow) parts.push('the slowest');
  return parts.join(', ');
}
