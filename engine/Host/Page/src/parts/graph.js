import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { column, layout } from '../data/layout.js';
import { slowest } from '../data/flow.js';
import { addressOf, useWidth } from '../data/hooks.js';
import { SIZE, Card } from './card.js';

const NARROW = 700;
const MARGIN = 8;

/** The components and the wires between them, each card with its figures, so that the slow one is seen. */
export function Graph({ plan, pipeline, chosen }) {
  const [ref, width] = useWidth();
  const isNarrow = width < NARROW;
  const size = isNarrow ? { ...SIZE, width: Math.max(SIZE.width, Math.min(320, width - 64)), gap: 14 } : SIZE;
  const room = width - 2 * MARGIN;
  const placed = useMemo(
    () => (isNarrow ? column : layout)(plan.components.map((part) => part.name), plan.edges.map((edge) => [edge.from, edge.to]), size, room),
    [plan, size.width, room, isNarrow]);
  const parts = new Map((pipeline.figures?.components ?? []).map((part) => [part.name, part]));
  const isRunning = pipeline.status.state === 'running';
  const slow = isRunning ? slowest(pipeline.figures)?.name : null;
  const [w, h] = [placed.width + 2 * MARGIN, placed.height + 2 * MARGIN];
  const drawing = useRef(null);
  useFocusBack(drawing, chosen);
  return html`
    <section class="card graph" aria-label="Graph">
      <div class="scroll" ref=${ref}>
        ${width > 0 && html`
          <svg ref=${drawing} width=${Math.floor(w)} height=${Math.ceil(h)} viewBox="${placed.left - MARGIN} ${-MARGIN} ${w} ${h}" role="group" aria-label=${`Components of ${pipeline.status.name}`}>
            <g aria-hidden="true">${plan.edges.map((edge, i) => wire(edge, placed.paths[i], parts))}</g>
            ${plan.components.map((part) => html`
              <${Card} key=${part.name} part=${part} at=${placed.nodes.get(part.name)} width=${size.width} figures=${parts.get(part.name)} isRunning=${isRunning} isChosen=${part.name === chosen} isSlow=${part.name === slow}
                href=${part.name === chosen ? addressOf(pipeline.status.name) : addressOf(pipeline.status.name, part.name)} />`)}
          </svg>`}
      </div>
      <p class="legend small muted" aria-hidden="true">
        <span><i class="source"></i>source</span><span><i class="transform"></i>transform</span><span><i class="sink"></i>sink</span>
        <span class="spacer"></span><span>busy: share of the time at work · queue: how full it is before it</span>
      </p>
    </section>`;
}

// Whoever closes a component is where it was opened.
function useFocusBack(drawing, chosen) {
  const before = useRef(chosen);
  useEffect(() => {
    if (before.current && !chosen && document.activeElement === document.body) drawing.current?.querySelector(`[data-name="${CSS.escape(before.current)}"]`)?.focus();
    before.current = chosen;
  }, [chosen]);
}

function wire(edge, path, parts) {
  const from = parts.get(edge.from);
  const flow = edge.dead ? 0 : from?.now?.out ?? 0;
  return html`<path key=${edge.id} class="wire ${edge.dead ? 'dead' : ''} ${flow > 0 ? 'flows' : ''}" d=${path} stroke-width=${1.5 + Math.min(4, Math.log10(1 + flow) * 0.8)} />`;
}
