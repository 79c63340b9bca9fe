// Places the components of a pipeline in layers, each behind all that it reads from, with few crossings (after Sugiyama,
// Tagawa and Toda 1981): layers by the longest path, wires over several layers kept apart by waypoints, the order in a layer
// by the mean of the neighbours', then places as near to the neighbours' as the others allow. What is wider than there is
// room for is folded into bands, one below another, so that nothing has to be scrolled to.
import { fold } from './fold.js';

const SWEEPS = 8;

/**
 * @param names the components, each behind those it reads from
 * @param edges pairs of from and to
 * @param size { width, height, gap, between }: of a card, between cards of a layer, between layers
 * @param room how wide it may be
 * @returns { nodes: Map name → {x, y}, paths: of an SVG path each edge, left, width, height }
 */
export function layout(names, edges, size, room) {
  const layers = layersOf(names, edges);
  const { rows, chains } = withWaypoints(names, edges, layers);
  order(rows, chains);
  return fold(names, chains, rows, place(rows, chains, size.height, size.gap), size, room);
}

function layersOf(names, edges) {
  const layers = new Map(names.map((name) => [name, 0]));
  for (const name of names)
    for (const [from, to] of edges) if (from === name) layers.set(to, Math.max(layers.get(to), layers.get(name) + 1));
  return layers;
}

// Each edge becomes a chain of its ends and a waypoint in every layer between them.
function withWaypoints(names, edges, layers) {
  const rows = [];
  const put = (layer, item) => (rows[layer] ??= []).push(item);
  for (const name of names) put(layers.get(name), name);
  const chains = edges.map(([from, to], i) => {
    const chain = [from];
    for (let layer = layers.get(from) + 1; layer < layers.get(to); layer++) {
      const waypoint = `\u0000${i}:${layer}`;
      put(layer, waypoint);
      chain.push(waypoint);
    }
    return [...chain, to];
  });
  return { rows, chains };
}

export const isWaypoint = (item) => item.startsWith('\u0000');

function neighbours(chains) {
  const before = new Map();
  const after = new Map();
  for (const chain of chains)
    for (let i = 1; i < chain.length; i++) {
      (before.get(chain[i]) ?? before.set(chain[i], []).get(chain[i])).push(chain[i - 1]);
      (after.get(chain[i - 1]) ?? after.set(chain[i - 1], []).get(chain[i - 1])).push(chain[i]);
    }
  return { before, after };
}

function order(rows, chains) {
  const { before, after } = neighbours(chains);
  const positions = new Map();
  const note = (row) => row.forEach((item, i) => positions.set(item, i - row.length / 2));
  rows.forEach(note);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const [list, from] = sweep % 2 ? [[...rows].reverse(), after] : [rows, before];
    for (const row of list) {
      const mean = new Map(row.map((item) => [item, average((from.get(item) ?? []).map((each) => positions.get(each))) ?? positions.get(item)]));
      row.sort((a, b) => mean.get(a) - mean.get(b));
      note(row);
    }
  }
}

const average = (values) => (values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null);

// Middles along a layer. Each is drawn to the mean of its neighbours', those of a layer kept in order and apart.
function place(rows, chains, along, gap) {
  const { before, after } = neighbours(chains);
  const room = (item) => (isWaypoint(item) ? gap : along);
  const places = new Map();
  for (const row of rows) {
    let next = 0;
    for (const item of row) {
      places.set(item, next + room(item) / 2);
      next += room(item) + gap;
    }
  }
  for (let sweep = 0; sweep < SWEEPS * 2; sweep++) {
    const list = sweep % 2 ? [...rows].reverse() : rows;
    for (const row of list) {
      const near = sweep < SWEEPS ? (sweep % 2 ? [after] : [before]) : [before, after];
      const wanted = row.map((item) => average(near.flatMap((each) => each.get(item) ?? []).map((each) => places.get(each))) ?? places.get(item));
      apart(row, wanted, room, gap).forEach((at, i) => places.set(row[i], at));
    }
  }
  return places;
}

// The mean of what pushing from the one end and from the other gives.
function apart(row, wanted, room, gap) {
  const least = (i) => (room(row[i]) + room(row[i + 1])) / 2 + gap;
  const forth = [...wanted];
  for (let i = 1; i < row.length; i++) forth[i] = Math.max(forth[i], forth[i - 1] + least(i - 1));
  const back = [...wanted];
  for (let i = row.length - 2; i >= 0; i--) back[i] = Math.min(back[i], back[i + 1] - least(i));
  return forth.map((at, i) => (at + back[i]) / 2);
}

/**
 * For narrow places: one below another, with the wires as arcs to the left of them.
 * @returns as layout
 */
export function column(names, edges, size, width) {
  const gutter = edges.length > names.length ? 44 : 28;
  const at = new Map(names.map((name, i) => [name, i]));
  const nodes = new Map(names.map((name, i) => [name, { x: gutter, y: i * (size.height + size.gap) }]));
  const routes = edges.map(([from, to]) => [
    [gutter, nodes.get(from).y + size.height * 0.62],
    [gutter, nodes.get(to).y + size.height * 0.38],
    Math.min(gutter * 1.3, 14 + 7 * (at.get(to) - at.get(from))),
  ]);
  return { nodes, paths: routes.map(arc), left: 0, width, height: names.length * (size.height + size.gap) - size.gap };
}

/** The arc of a wire in a column. */
function arc([[x1, y1], [x2, y2], depth]) {
  return `M${x1},${Math.round(y1)}C${x1 - depth},${Math.round(y1)} ${x2 - depth},${Math.round(y2)} ${x2},${Math.round(y2)}`;
}
