// Folds a graph that has been placed in layers into bands as wide as there is room for, and draws its wires.
import { isWaypoint } from './layout.js';

const GAP = 44;
const ROUND = 9;
const LANES = 4;
const STEP = 6;
/** Beside the bands, for wires that go from the end of one to the beginning of the next. */
const MARGIN = 12 + LANES * STEP;

/** Arguments and answer as of layout; places are middles along the layers. */
export function fold(names, chains, rows, places, size, room) {
  const bands = bandsOf(rows, places, size, room);
  const bandOf = new Map(rows.flatMap((row, layer) => row.map((item) => [item, bands[Math.floor(layer / bands.per)]])));
  const layerOf = new Map(rows.flatMap((row, layer) => row.map((item) => [item, layer % bands.per])));
  const across = (item) => layerOf.get(item) * (size.width + size.between);
  const along = (item) => places.get(item) - bandOf.get(item).first + bandOf.get(item).top;
  const width = Math.min(rows.length, bands.per) * (size.width + size.between) - size.between;
  let hops = 0;
  const paths = chains.map((chain) => {
    let path = `M${across(chain[0]) + size.width},${Math.round(along(chain[0]))}`;
    for (let i = 1; i < chain.length; i++) {
      const [from, to] = [chain[i - 1], chain[i]];
      const [x1, y1, x2, y2] = [across(from) + size.width, Math.round(along(from)), across(to), Math.round(along(to))];
      path += bandOf.get(from) === bandOf.get(to) ? curve(x1, y1, x2, y2) : hop(y1, x2, y2, width, bandOf.get(from).bottom, hops++ % LANES);
      if (i < chain.length - 1) path += `H${x2 + size.width}`;
    }
    return path;
  });
  const nodes = new Map(names.map((name) => [name, { x: across(name), y: along(name) - size.height / 2 }]));
  const margin = bands.length > 1 ? MARGIN : 0;
  return { nodes, paths, left: -margin, width: width + 2 * margin, height: bands.at(-1).bottom };
}

function bandsOf(rows, places, size, room) {
  const all = rows.length * (size.width + size.between) - size.between;
  const most = all <= room ? rows.length : Math.max(1, Math.floor((room - 2 * MARGIN + size.between) / (size.width + size.between)));
  const per = Math.ceil(rows.length / Math.ceil(rows.length / most));
  const bands = [];
  let top = 0;
  for (let layer = 0; layer < rows.length; layer += per) {
    const items = rows.slice(layer, layer + per).flat();
    const half = (item) => (isWaypoint(item) ? 0 : size.height / 2);
    const first = Math.min(...items.map((item) => places.get(item) - half(item)));
    const height = Math.max(...items.map((item) => places.get(item) + half(item))) - first;
    bands.push({ first, top, bottom: top + height });
    top += height + GAP;
  }
  return Object.assign(bands, { per });
}

function curve(x1, y1, x2, y2) {
  const half = (x2 - x1) / 2;
  return `C${x1 + half},${y1} ${x2 - half},${y2} ${x2},${y2}`;
}

// Out at the right of a band, back between the two, in at the left of the next.
function hop(y1, x2, y2, width, bottom, lane) {
  const right = width + 14 + lane * STEP;
  const left = -14 - lane * STEP;
  const between = Math.round(bottom + GAP / 2 + (lane - (LANES - 1) / 2) * STEP);
  return `H${right - ROUND}q${ROUND},0 ${ROUND},${ROUND}V${between - ROUND}q0,${ROUND} ${-ROUND},${ROUND}H${left + ROUND}q${-ROUND},0 ${-ROUND},${ROUND}V${y2 - ROUND}q0,${ROUND} ${ROUND},${ROUND}H${x2}`;
}
