import { useState } from 'preact/hooks';

/**
 * A list of rows of which one can be opened: while one is, the list stands still, so that what is read does not move away.
 * @param rows the newest first
 * @returns { shown, opened: the id of the open one, toggle(id, isOpen), newer: how many came since }
 */
export function useReading(rows) {
  const [reading, read] = useState(null);
  const shown = reading?.rows ?? rows;
  return {
    shown,
    opened: reading?.id ?? null,
    toggle: (id, isOpen) => {
      if (isOpen) read({ id, rows: shown });
      else if (reading?.id === id) read(null);
    },
    newer: reading ? rows.filter((row) => row.id > (shown[0]?.id ?? 0)).length : 0,
  };
}
