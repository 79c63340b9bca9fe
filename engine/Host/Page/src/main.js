import 'uplot/dist/uPlot.min.css';
import './style/base.css';
import './style/parts.css';
import './style/graph.css';
import { render } from 'preact';
import { html } from 'htm/preact';
import { applyTheme } from './data/theme.js';
import { App } from './parts/app.js';

applyTheme();
render(html`<${App} />`, document.getElementById('page'));
