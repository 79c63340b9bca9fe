import { html } from 'htm/preact';

const TONES = { running: 'good', starting: 'soft', waiting: 'bad', failed: 'bad', invalid: 'bad', paused: 'warn', finished: 'soft', stopped: 'soft' };

/** What a pipeline is doing, as a word in its colour. */
export function State({ status }) {
  const hasProblems = status.state !== 'invalid' && status.problems.some((problem) => problem.severity === 'error');
  return html`<span class="state ${TONES[status.state] ?? 'soft'}">${status.state}</span>${hasProblems && html`<span class="state bad">file has errors</span>`}`;
}
