import { html } from 'htm/preact';

/**
 * Rows as a table that scrolls by itself.
 * @param rows values by column each
 * @param label what they are, for those who do not see them
 * @param first { name, of(row, index) } of one more column before theirs
 * @param marked columns that matter most
 */
export function Rows({ rows, label, first, marked = [] }) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const ordered = [...columns.filter((column) => marked.includes(column)), ...columns.filter((column) => !marked.includes(column))];
  return html`
    <div class="wide" tabindex="0" role="region" aria-label=${label}>
      <table>
        <thead><tr>${first && html`<th scope="col">${first.name}</th>`}${ordered.map((column) => html`<th scope="col" key=${column}>${column}</th>`)}</tr></thead>
        <tbody>${rows.map((row, i) => html`<tr key=${first?.key?.(i) ?? i}>${first && html`<td class="muted">${first.of(i)}</td>`}${ordered.map((column) => html`<td key=${column} title=${titleOf(row[column])}>${cell(row[column])}</td>`)}</tr>`)}</tbody>
      </table>
    </div>`;
}

/** A value as text. */
export const text = (value) => (typeof value === 'object' ? JSON.stringify(value) : typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(7))) : String(value));

const cell = (value) => (value === null || value === undefined ? html`<span class="muted">null</span>` : text(value));

// What the column has no room for.
const titleOf = (value) => (typeof value === 'string' && value.length > 40 ? value : undefined);
