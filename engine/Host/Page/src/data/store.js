// What the page knows: replaced by each event of the live stream, told to whoever subscribed.
import { useEffect, useReducer } from 'preact/hooks';
import { events, TokenNeeded } from './api.js';
import { Series } from './series.js';

const FLOW = ['in', 'out', 'p50', 'p95', 'p99', 'lag'];
const PART = ['out', 'busy', 'fullness'];
const LONGEST_WAIT = 10_000;

export const store = { isConnected: false, hasBegun: false, needsToken: false, trouble: null, at: null, pipelines: new Map() };

const listeners = new Set();

/** Renders the component anew when the store changes. */
export function useStore() {
  const [, render] = useReducer((count) => count + 1, 0);
  useEffect(() => {
    listeners.add(render);
    return () => listeners.delete(render);
  }, []);
  return store;
}

function change(values) {
  Object.assign(store, values);
  for (const listener of listeners) listener();
}

/** Takes one event of the stream in. */
export function take(live) {
  const time = Date.parse(live.at) / 1000;
  const pipelines = new Map();
  for (const { status, figures, alerts, letters } of live.pipelines) {
    const known = store.pipelines.get(status.file);
    const pipeline = { status, figures, alerts, letters, flow: known?.flow ?? new Series(FLOW), parts: new Map() };
    pipeline.flow.add(time, status.state === 'running' && figures ? flowOf(figures) : {});
    for (const part of figures?.components ?? []) {
      const series = known?.parts.get(part.name) ?? new Series(PART);
      series.add(time, status.state === 'running' ? { out: part.now?.out, busy: part.now?.busy, fullness: part.fullness } : {});
      pipeline.parts.set(part.name, series);
    }
    pipelines.set(status.file, pipeline);
  }
  change({ isConnected: true, hasBegun: true, needsToken: false, trouble: null, at: live.at, pipelines });
}

/** Of a pipeline as a whole: rows a second in at its sources and into its sinks, the slowest sink's latency, the longest lag. */
export function flowOf(figures) {
  const sources = figures.components.filter((part) => part.role === 'source');
  const sinks = figures.components.filter((part) => part.role === 'sink');
  const known = figures.components.some((part) => part.now);
  const latency = sinks.map((part) => part.now?.latency).filter(Boolean).sort((a, b) => b.p99 - a.p99)[0];
  const lags = figures.components.map((part) => part.lag).filter((lag) => lag !== undefined);
  return {
    in: known ? sum(sources, (part) => part.now?.out) : null,
    out: known ? sum(sinks, (part) => part.now?.in) : null,
    p50: latency?.p50, p95: latency?.p95, p99: latency?.p99,
    lag: lags.length ? Math.max(...lags) : null,
  };
}

const sum = (parts, of) => parts.reduce((total, part) => total + (of(part) ?? 0), 0);

/** Listens until the signal; begins again when the host was away. */
export async function listen(signal) {
  for (let wait = 500; !signal.aborted; wait = Math.min(LONGEST_WAIT, wait * 2)) {
    try {
      for await (const live of events('/api/live', signal)) {
        take(live);
        wait = 500;
      }
      change({ isConnected: false, trouble: 'The host has ended the connection.' });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof TokenNeeded) {
        change({ isConnected: false, needsToken: true });
        return;
      }
      change({ isConnected: false, trouble: error instanceof TypeError ? 'The host does not answer.' : error.message });
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
