import { html } from 'htm/preact';
import { bytes, NONE, span, time, whole } from '../data/format.js';

/** The checkpoints of the run, and what went wrong with them. */
export function Checkpoints({ figures, plan }) {
  const { checkpoints } = figures;
  const keeps = plan?.checkpoint_path !== undefined;
  const wrong = [['skipped', checkpoints.skipped], ['abandoned', checkpoints.abandoned], ['failed', checkpoints.failed]].filter(([, many]) => many > 0);
  return html`
    <section class="card" aria-label="Checkpoints">
      <h3>Checkpoints</h3>
      ${checkpoints.trouble && html`<p class="wrong">${checkpoints.trouble}</p>`}
      <dl class="facts">
        <dt>Last</dt><dd>${checkpoints.committed > 0 ? `${whole(checkpoints.epoch)}, at ${time(checkpoints.at)}` : NONE}</dd>
        <dt>It took</dt><dd>${checkpoints.committed > 0 ? `${span(checkpoints.took)}, ${span(checkpoints.stood_still)} of it standing still` : NONE}</dd>
        <dt>It holds</dt><dd>${keeps ? bytes(checkpoints.bytes) : 'nothing: none are kept'}</dd>
        <dt>This run</dt><dd>${whole(checkpoints.committed)} committed${wrong.map(([what, many]) => `, ${whole(many)} ${what}`)}</dd>
        ${checkpoints.restored_from !== undefined && html`<dt>Begun from</dt><dd>${whole(checkpoints.restored_from)}</dd>`}
        ${keeps && html`<dt>Kept in</dt><dd><code>${plan.checkpoint_path}</code>, every ${plan.checkpoint_every}</dd>`}
      </dl>
    </section>`;
}
