// Light or dark: as the system has it, unless somebody chose.
const KEY = 'streamguard.theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set();

export const theme = () => localStorage.getItem(KEY) ?? (system.matches ? 'dark' : 'light');

export function applyTheme() {
  document.documentElement.dataset.theme = theme();
  for (const listener of listeners) listener();
}

/** The other one, from now on; where that is the system's, the system is followed again. */
export function toggleTheme() {
  const next = theme() === 'dark' ? 'light' : 'dark';
  if (next === (system.matches ? 'dark' : 'light')) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, next);
  applyTheme();
}

/** Told when it changes; gives what stops that. */
export function onTheme(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

system.addEventListener('change', applyTheme);
