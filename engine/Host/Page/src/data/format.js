// Figures as people read them.
const number = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const round = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export const NONE = '–';

export function count(value) {
  if (value === undefined || value === null) return NONE;
  const size = Math.abs(value);
  return (size < 100 ? number : size < 10_000 ? round : short).format(value);
}

export const whole = (value) => (value ?? 0).toLocaleString('en');

export const rate = (value) => (value === undefined || value === null ? NONE : `${count(value)}/s`);

export const share = (value) => (value === undefined || value === null ? NONE : `${Math.round(value * 100)} %`);

export function bytes(value) {
  if (value === undefined || value === null) return NONE;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export function span(seconds) {
  if (seconds === undefined || seconds === null) return NONE;
  if (seconds < 0) return `−${span(-seconds)}`;
  if (seconds === 0) return '0 s';
  if (seconds < 0.001) return `${Math.round(seconds * 1e6)} µs`;
  if (seconds < 1) return `${number.format(seconds * 1000)} ms`;
  if (seconds < 60) return `${number.format(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  const days = Math.floor(seconds / 86_400);
  return days < 1000 ? `${days} d ${Math.floor((seconds % 86_400) / 3600)} h` : `${whole(Math.round(days / 365.25))} years`;
}

/** The same in its largest unit. */
export function brief(seconds) {
  if (seconds === undefined || seconds === null) return NONE;
  if (seconds < 0) return `−${brief(-seconds)}`;
  if (seconds < 60) return span(seconds);
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  const days = Math.round(seconds / 86_400);
  return days < 1000 ? `${days} d` : `${Math.round(days / 365.25)} y`;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** A time of day of this machine. */
export const timeOfDay = (at) => clock.format(at);

/** The same with the day where it is another one. */
export function time(text) {
  if (!text) return NONE;
  const at = new Date(text);
  return at.toDateString() === new Date().toDateString() ? clock.format(at) : `${day.format(at)} ${clock.format(at)}`;
}

export const since = (text, now) => span(Math.max(0, (Date.parse(now ?? new Date()) - Date.parse(text)) / 1000));

export const plural = (value, one, many = `${one}s`) => `${whole(value)} ${value === 1 ? one : many}`;
