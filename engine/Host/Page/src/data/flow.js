// What the figures of all components say of the pipeline as a whole.

/** Rows a second in at its sources and into its sinks, the slowest sink's latency, the longest lag. */
export function flowOf(figures) {
  const sources = figures.components.filter((part) => part.role === 'source');
  const sinks = figures.components.filter((part) => part.role === 'sink');
  const known = figures.components.some((part) => part.now);
  const latency = sinks.map((part) => part.now?.latency).filter(Boolean).sort((a, b) => b.p99 - a.p99)[0];
  const lags = figures.components.map((part) => part.lag).filter((lag) => lag !== undefined);
  return {
    in: known ? sum(sources, (part) => part.now?.out) : null,
    out: known ? sum(sinks, (part) => part.now?.in) : null,
    p50: latency?.p50, p95: latency?.p95, p99: latency?.p99,
    lag: lags.length ? Math.max(...lags) : null,
  };
}

const sum = (parts, of) => parts.reduce((total, part) => total + (of(part) ?? 0), 0);

/** The component that holds up the others: the busiest, where it is at work most of the time or its queue is full. */
export function slowest(figures) {
  const [worst] = (figures?.components ?? []).filter((part) => part.now).sort((a, b) => strain(b) - strain(a));
  return worst && (worst.now.busy >= 0.7 || (worst.fullness >= 0.8 && worst.now.busy >= 0.3)) ? worst : null;
}

const strain = (part) => part.now.busy + part.fullness;
