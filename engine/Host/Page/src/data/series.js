// The last minutes of some figures: columns of equal length, the oldest dropped, so that a page left open does not grow.
export const MOST = 900;

export class Series {
  constructor(names) {
    this.names = names;
    this.times = [];
    this.columns = Object.fromEntries(names.map((name) => [name, []]));
  }

  /** Seconds since 1970, and a value for each name; what is not known is null and leaves a gap. */
  add(time, values) {
    this.times.push(time);
    for (const name of this.names) this.columns[name].push(values[name] ?? null);
    if (this.times.length <= MOST) return;
    this.times.shift();
    for (const name of this.names) this.columns[name].shift();
  }

  data(names = this.names) {
    return [this.times, ...names.map((name) => this.columns[name])];
  }
}
