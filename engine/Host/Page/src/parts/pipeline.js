import { html } from 'htm/preact';
import { useLayoutEffect } from 'preact/hooks';
import { pathOf } from '../data/api.js';
import { addressOf, useAnswer } from '../data/hooks.js';
import { store } from '../data/store.js';
import { plural, since, span, time } from '../data/format.js';
import { Actions } from './actions.js';
import { Alerts } from './alerts.js';
import { Checkpoints } from './checkpoints.js';
import { Component } from './component.js';
import { FlowCharts } from './charts.js';
import { Graph } from './graph.js';
import { Letters } from './letters.js';
import { Problems } from './problems.js';
import { Runs } from './runs.js';
import { State } from './state.js';
import { Tap } from './tap.js';
import { Tiles } from './tiles.js';

// Closes what was opened, from the moment that it is seen.
function useEscape(address) {
  useLayoutEffect(() => {
    if (!address) return undefined;
    const close = (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      document.activeElement?.blur();
      location.hash = address;
    };
    addEventListener('keydown', close);
    return () => removeEventListener('keydown', close);
  }, [address]);
}

/** One pipeline, whole. */
export function Pipeline({ pipeline, component }) {
  const { status, figures } = pipeline;
  const plan = useAnswer(pathOf(status.name), `${status.plan_id} ${store.began}`)?.plan;
  const chosen = plan?.components.find((each) => each.name === component);
  useEscape(chosen ? addressOf(status.name) : null);
  return html`
    <div class="title">
      <h2>${status.name}</h2>
      <${State} status=${status} />
      <span class="muted">for ${since(status.since, store.at)}${status.restarts > 0 ? ` · begun again ${plural(status.restarts, 'time')}` : ''}${status.state === 'scheduled' && status.next_start ? ` · next run ${time(status.next_start)}` : ''}</span>
      <span class="spacer"></span>
      <${Actions} status=${status} />
    </div>
    ${plan?.description && html`<p class="muted about">${plan.description}</p>`}
    <${Problems} status=${status} />
    ${figures && html`<${Tiles} pipeline=${pipeline} />`}
    ${plan && html`<${Graph} plan=${plan} pipeline=${pipeline} chosen=${component} />`}
    ${chosen && html`<${Component} key=${chosen.name} part=${chosen} plan=${plan} pipeline=${pipeline} />`}
    ${plan && html`<${Tap} key=${`tap ${status.name}`} plan=${plan} pipeline=${pipeline} from=${component} />`}
    ${figures && html`
      <${FlowCharts} pipeline=${pipeline} />
      <div class="columns">
        <div>
          <${Alerts} pipeline=${pipeline} plan=${plan} />
          <${Checkpoints} figures=${figures} plan=${plan} />
        </div>
        <${Letters} pipeline=${pipeline} />
      </div>`}
    ${plan?.bounded && html`<${Runs} key=${`runs ${status.name}`} status=${status} />`}
    ${plan && html`<p class="muted small foot">${status.file}${plan.bounded ? ' · ends with its input' : ''}${figures ? ` · this run: ${span(figures.elapsed)}` : ''}</p>`}`;
}
