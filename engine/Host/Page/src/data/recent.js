// The newest rows of a kind that the host keeps, asked for as they come and never more than so many.
import { useEffect, useReducer, useRef } from 'preact/hooks';
import { getJson } from './api.js';

/**
 * @param path where they are
 * @param count how many there have been: more when there may be new ones
 * @param began when the host did: numbers of rows begin anew with it
 * @param keep gives those to keep of all, the oldest first
 * @returns the rows, the oldest first; null until the host has answered
 */
export function useRecent(path, count, began, keep) {
  const known = useRef(null);
  const [, render] = useReducer((times) => times + 1, 0);
  const of = `${path} ${began}`;
  if (known.current?.of !== of) known.current = { of, rows: null, newest: 0, isAsking: false, isStale: false };
  useEffect(() => {
    ask(path, known.current, keep, render);
  }, [of, count]);
  return known.current.rows;
}

// One question at a time: what comes meanwhile is asked for behind it.
async function ask(path, known, keep, render) {
  known.isStale = true;
  if (known.isAsking) return;
  known.isAsking = true;
  while (known.isStale) {
    known.isStale = false;
    try {
      const more = await getJson(`${path}?after=${known.newest}`);
      known.newest = more.at(-1)?.id ?? known.newest;
      known.rows = keep([...(known.rows ?? []), ...more]);
      render();
    } catch {
      // The host is away: the next count asks again.
    }
  }
  known.isAsking = false;
}
