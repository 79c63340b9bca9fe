import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { plural } from '../data/format.js';

const WIDTH = 16;
/** So many are written out in hexadecimal. */
const MOST = 1024;

/** The bytes of a dead letter, as text or in hexadecimal; what is no text only so. */
export function Bytes({ row }) {
  const isText = row.raw !== null;
  const [asHex, show] = useState(!isText);
  const shown = asHex ? bytesOf(row) : null;
  return html`
    <div class="bytes">
      <span role="group" aria-label="Shown as">
        <button class="small" aria-pressed=${!asHex} disabled=${!isText} onClick=${() => show(false)}>Text</button>
        <button class="small" aria-pressed=${asHex} onClick=${() => show(true)}>Hex</button>
      </span>
      ${!isText && html`<span class="muted small">no UTF-8</span>`}
      <pre tabindex="0" class=${asHex ? 'hex' : ''} aria-label=${asHex ? 'Its bytes in hexadecimal' : 'Its text'}>${asHex ? shown && hex(shown) : row.raw}</pre>
      ${rest(row, shown)}
    </div>`;
}

// The host cuts what is long.
const isCut = (text) => text.endsWith('…');

function bytesOf({ raw, raw_base64: base64 }) {
  if (raw !== null) return new TextEncoder().encode(isCut(raw) ? raw.slice(0, -1) : raw);
  const whole = (base64 ?? '').replace(/…$/, '');
  try {
    return Uint8Array.from(atob(whole.slice(0, whole.length - (whole.length % 4))), (char) => char.charCodeAt(0));
  } catch {
    // Masked.
    return new TextEncoder().encode(whole);
  }
}

function rest(row, shown) {
  const here = shown ? Math.min(MOST, shown.length) : null;
  if (here !== null && here < row.length) return html`<p class="muted small">The first ${plural(here, 'byte')}.</p>`;
  return here === null && isCut(row.raw ?? '') && html`<p class="muted small">Only its beginning is kept here.</p>`;
}

/** Sixteen a line, each with its place, in hexadecimal and as far as they can be read. */
export function hex(bytes) {
  const lines = [];
  for (let at = 0; at < Math.min(bytes.length, MOST); at += WIDTH) {
    const line = [...bytes.slice(at, at + WIDTH)];
    const digits = line.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    lines.push(`${at.toString(16).padStart(4, '0')}  ${digits.padEnd(WIDTH * 3 - 1)}  ${line.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '·')).join('')}`);
  }
  return lines.join('\n');
}
