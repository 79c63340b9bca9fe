import { useEffect, useRef, useState } from 'preact/hooks';
import { getJson, pause } from './api.js';

const AGAIN = 2000;

/** The part of the address behind #, as decoded steps; and what sets it. */
export function useAddress() {
  const read = () => location.hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decodeURIComponent);
  const [steps, setSteps] = useState(read);
  useEffect(() => {
    const changed = () => setSteps(read());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return steps;
}

export const addressOf = (...steps) => `#/${steps.map(encodeURIComponent).join('/')}`;

/** The width of an element, followed as it changes. */
export function useWidth() {
  const ref = useRef(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

/** What the host has at a path, asked again when a key changes, and until it has answered; null until then. Of no path nothing. */
export function useAnswer(path, key) {
  const [answer, setAnswer] = useState({ path: null, value: null });
  useEffect(() => {
    if (!path) return undefined;
    const stop = new AbortController();
    (async () => {
      while (!stop.signal.aborted) {
        try {
          setAnswer({ path, value: await getJson(path, stop.signal) });
          return;
        } catch {
          await pause(AGAIN, stop.signal);
        }
      }
    })();
    return () => stop.abort();
  }, [path, key]);
  return answer.path === path ? answer.value : null;
}
