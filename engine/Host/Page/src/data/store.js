// What the page knows: replaced by each event of the live stream, told to whoever subscribed.
import { useEffect, useReducer } from 'preact/hooks';
import { events, pause, TokenNeeded } from './api.js';
import { flowOf } from './flow.js';
import { Series } from './series.js';

const FLOW = ['in', 'out', 'p50', 'p95', 'p99', 'lag'];
const PART = ['out', 'busy', 'fullness'];
const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;
/** The host tells every second; after so long without a word the connection is dead, whatever the browser thinks of it. */
const SILENCE = 15_000;
/** Seconds without an event behind which a line has a gap. */
const GAP = 5;

export const store = { isConnected: false, hasBegun: false, needsToken: false, trouble: null, began: null, at: null, pipelines: new Map() };

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

// A tab in the background knows everything and draws nothing.
function change(values) {
  Object.assign(store, values);
  if (!document.hidden) show();
}

function show() {
  for (const listener of listeners) listener();
}

document.addEventListener('visibilitychange', () => document.hidden || show());

/** Takes one event of the stream in. */
export function take(live) {
  const time = Date.parse(live.at) / 1000;
  const isGap = store.at !== null && time - Date.parse(store.at) / 1000 > GAP;
  const pipelines = new Map();
  for (const { status, figures, alerts, letters } of live.pipelines) {
    const known = store.pipelines.get(status.file);
    const pipeline = { status, figures, alerts, letters, flow: known?.flow ?? new Series(FLOW), parts: new Map() };
    if (isGap) pipeline.flow.add(time - 1, {});
    pipeline.flow.add(time, status.state === 'running' && figures ? flowOf(figures) : {});
    for (const part of figures?.components ?? []) {
      const series = known?.parts.get(part.name) ?? new Series(PART);
      if (isGap && known) series.add(time - 1, {});
      series.add(time, status.state === 'running' ? { out: part.now?.out, busy: part.now?.busy, fullness: part.fullness } : {});
      pipeline.parts.set(part.name, series);
    }
    pipelines.set(status.file, pipeline);
  }
  change({ isConnected: true, hasBegun: true, needsToken: false, trouble: null, began: live.began, at: live.at, pipelines });
}

/** Listens until the signal; begins again when the host was away, at once when the tab or the network comes back. */
export async function listen(signal) {
  for (let wait = FIRST_WAIT; !signal.aborted; wait = Math.min(LONGEST_WAIT, wait * 2)) {
    const attempt = new AbortController();
    const end = () => attempt.abort();
    signal.addEventListener('abort', end);
    let guard = setTimeout(end, SILENCE);
    try {
      for await (const live of events('/api/live', attempt.signal)) {
        clearTimeout(guard);
        guard = setTimeout(end, SILENCE);
        take(live);
        wait = FIRST_WAIT;
      }
      change({ isConnected: false, trouble: 'The host has ended the connection.' });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof TokenNeeded) {
        change({ isConnected: false, needsToken: true });
        return;
      }
      change({ isConnected: false, trouble: attempt.signal.aborted ? 'The host is silent.' : error instanceof TypeError ? 'The host does not answer.' : error.message });
    } finally {
      clearTimeout(guard);
      signal.removeEventListener('abort', end);
    }
    await pause(wait, signal);
  }
}
