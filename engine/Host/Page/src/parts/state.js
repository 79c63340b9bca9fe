import { html } from 'htm/preact';

const TONES = { running: 'good', starting: 'soft', waiting: 'bad', failed: 'bad', invalid: 'bad', paused: 'warn', scheduled: 'soft', finished: 'soft', stopped: 'soft' };

const hasErrors = (status) => status.problems.some((problem) => problem.severity === 'error');

/** Somebody should look at it. */
export const isInTrouble = (status) => TONES[status.state] === 'bad' || hasErrors(status) || (status.state === 'scheduled' && status.failure !== undefined);

/** What a pipeline is doing, as a word in its colour. */
export function State({ status }) {
  return html`<span class="state ${TONES[status.state] ?? 'soft'}">${status.state}</span>${status.state !== 'invalid' && hasErrors(status) && html`<span class="state bad">file has errors</span>`}`;
}
