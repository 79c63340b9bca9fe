import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { useStore } from '../data/store.js';
import { onTheme, theme, toggleTheme } from '../data/theme.js';
import { time } from '../data/format.js';
import icon from '../icon.svg';

export function Header() {
  const { isConnected, hasBegun, at } = useStore();
  const [now, setNow] = useState(theme());
  useEffect(() => onTheme(() => setNow(theme())), []);
  const other = now === 'dark' ? 'light' : 'dark';
  return html`
    <header class="top">
      <img src=${icon} alt="" width="26" height="26" />
      <h1>StreamGuard</h1>
      <span class="spacer"></span>
      ${hasBegun && html`<span class="live ${isConnected ? 'on' : 'off'}"><i aria-hidden="true"></i>${isConnected ? 'live' : 'last seen'} <time>${time(at)}</time></span>`}
      <button class="quiet icon" onClick=${toggleTheme} aria-label=${`Change to ${other} colours`} title=${`Change to ${other} colours`}>
        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
          ${now === 'dark'
            ? html`<circle cx="10" cy="10" r="4" fill="currentColor" /><path d="M10 1v3M10 16v3M1 10h3M16 10h3M3.6 3.6l2.1 2.1M14.3 14.3l2.1 2.1M3.6 16.4l2.1-2.1M14.3 5.7l2.1-2.1" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" />`
            : html`<path d="M16.5 12.6A7.2 7.2 0 0 1 7.4 3.5a7.2 7.2 0 1 0 9.1 9.1z" fill="currentColor" />`}
        </svg>
      </button>
    </header>`;
}
