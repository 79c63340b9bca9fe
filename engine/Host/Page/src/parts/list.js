import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { addressOf } from '../data/hooks.js';
import { flowOf, slowest } from '../data/flow.js';
import { rate } from '../data/format.js';
import { isInTrouble, State } from './state.js';

/** The pipelines of the host, to choose one. */
export function List({ pipelines, chosen }) {
  const list = useRef(null);
  useInSight(list, chosen.status.file);
  const wrong = pipelines.filter(({ status }) => isInTrouble(status)).length;
  return html`
    <nav class="list" aria-label="Pipelines" ref=${list}>
      ${pipelines.length > 1 && html`<p class="small muted">${pipelines.length} pipelines${wrong > 0 ? html`, <b class="wrong">${wrong} in trouble</b>` : ''}</p>`}
      ${pipelines.map(({ status, figures }) => html`
        <a key=${status.file} href=${addressOf(status.name)} aria-current=${status.file === chosen.status.file ? 'page' : undefined}>
          <span class="name">${status.name}</span>
          <${State} status=${status} />
          ${status.state === 'running' && figures && html`<span class="muted figure">${rate(flowOf(figures).in)}</span>`}
          ${status.state === 'running' && slowest(figures) && html`<span class="dot bad" role="img" aria-label="slow" title=${`${slowest(figures).name} holds up the others`}></span>`}
        </a>`)}
    </nav>`;
}

/** Where there is no room for all, the chosen one is in sight: when another is chosen, and when those beside it take more room. */
function useInSight(list, file) {
  const shown = useRef({});
  useLayoutEffect(() => {
    const { scrollWidth, clientWidth, offsetLeft } = list.current;
    const item = list.current.querySelector('[aria-current]');
    if (shown.current.file !== file) item?.scrollIntoView({ block: 'nearest', inline: 'center' });
    // The list alone: whoever reads further below stays there.
    else if (item && shown.current.scrollWidth !== scrollWidth) list.current.scrollLeft = item.offsetLeft - offsetLeft - (clientWidth - item.offsetWidth) / 2;
    shown.current = { file, scrollWidth };
  });
}
