import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { pathOf, post } from '../data/api.js';

const RESTING = ['paused', 'finished', 'failed', 'invalid', 'stopped'];

/** Pause or resume, restart, reload; and what became of it. */
export function Actions({ status }) {
  const [asked, setAsked] = useState(null);
  const [outcome, setOutcome] = useState(null);
  const rests = RESTING.includes(status.state);

  const ask = async (what) => {
    setAsked(what);
    setOutcome(null);
    try {
      setOutcome({ text: (await post(pathOf(status.name, `/${what}`))).done });
    } catch (error) {
      setOutcome({ text: error.message, isWrong: true });
    }
    setAsked(null);
  };

  const button = (what, label, title, kind = '') => html`
    <button class=${kind} onClick=${() => asked === null && ask(what)} aria-disabled=${asked !== null} title=${title}>${asked === what ? '…' : label}</button>`;

  return html`
    <div class="actions" role="group" aria-label=${`Requests to ${status.name}`}>
      ${status.state === 'scheduled' && button('resume', 'Run now', 'Begins a run before its time', 'first')}
      ${rests ? button('resume', status.state === 'paused' ? 'Resume' : 'Start', 'Goes on from its last checkpoint, where it keeps them', 'first') : button('pause', 'Pause', 'Stops it with a checkpoint that it goes on from')}
      ${button('restart', 'Restart', 'Reads the file again, stops with a checkpoint and starts anew')}
      ${button('reload', 'Reload', 'Reads the file again and goes on with what has changed')}
    </div>
    <p class="outcome ${outcome?.isWrong ? 'wrong' : 'muted'}" role="status">${outcome?.text}</p>`;
}
