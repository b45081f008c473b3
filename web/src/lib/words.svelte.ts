// Language: two catalogues with the same keys, and numbers and dates as the language writes them.
import de from '../i18n/de.json';
import en from '../i18n/en.json';

export type Language = 'en' | 'de';
export type Key = keyof typeof en;

const catalogues: Record<Language, Record<Key, string>> = { en, de };
const locales: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };

function remembered(): Language {
  const kept = localStorage.getItem('vorrat.language');
  if (kept === 'en' || kept === 'de') return kept;
  return navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en';
}

export const language = $state<{ now: Language }>({ now: remembered() });

export function set_language(next: Language) {
  language.now = next;
  localStorage.setItem('vorrat.language', next);
}

/** The text of `key`; where it has a form `key.one` and one of its numbers is 1, that form. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const texts: Record<string, string> = catalogues[language.now];
  const one = Object.values(values).includes(1) ? texts[`${key}.one`] : undefined;
  return (one ?? texts[key]!).replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    return typeof value === 'number' ? number(value) : (value ?? '');
  });
}

/** The word for `prefix.id` where there is one, else the id made readable. */
export function word(prefix: string, id: string): string {
  const found = (catalogues[language.now] as Record<string, string>)[`${prefix}.${id}`];
  return found ?? id.replaceAll('_', ' ');
}

const locale = () => locales[language.now];

export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
}

/** Three digits that matter, two of a small number, and 1.2·10⁻⁹ for what is next to nothing. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (value !== 0 && size < 1e-5) {
    const exponent = Math.floor(Math.log10(size));
    const raised = [...`${exponent}`].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)])).join('');
    return `${number(value / 10 ** exponent, 1)}·10${raised}`;
  }
  if (value !== 0 && size < 1e-3) {
    return new Intl.NumberFormat(locale(), { maximumSignificantDigits: 2 }).format(value);
  }
  return new Intl.NumberFormat(locale(), { maximumSignificantDigits: value >= 1000 ? 4 : 3 }).format(value);
}

/** Rounded as the report rounds (`percent` of vorrat/publish): never up to a full 100 %, for almost all is not all. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined || Number.isNaN(share)) return '–';
  const all = share >= 1 - 1e-8;
  const digits = !all && share >= 0.99 ? 1 : 0;
  const shown = all ? share : Math.min(share, 1 - 10 ** -(digits + 2));
  return new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: digits }).format(shown);
}

/** With one digit, for shares that are compared. */
export function share(value: number): string {
  return new Intl.NumberFormat(locale(), { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
}

/** A small share rounded up to one digit that matters, never less than 0.0001 %. */
export function small_share(share: number): string {
  const digit = 10 ** Math.floor(Math.log10(Math.max(share, 1e-6)));
  const up = Math.ceil(Math.max(share, 1e-6) / digit - 1e-9) * digit;
  return new Intl.NumberFormat(locale(), { style: 'percent', maximumSignificantDigits: 1 }).format(up);
}

export function mass(kg: number): string {
  if (Math.abs(kg) >= 1000) return `${short(kg / 1000)} t`;
  return `${short(kg)} kg`;
}

export function unit(id: string | undefined): string {
  return word('unit', id && id.length > 0 ? id : 'unit');
}

export function quantity(value: number, of: string | undefined): string {
  return `${value < 10 ? short(value) : number(value)} ${unit(of)}`;
}

/** The unit of an indicator is the end of its name: co2e_kg, labour_hours. */
export function amount(value: number, indicator: string): string {
  const of = indicator.slice(indicator.lastIndexOf('_') + 1);
  return of === 'kg' ? mass(value) : `${short(value)} ${unit(of)}`;
}

function parse(date: string): Date { return new Date(`${date.slice(0, 10)}T00:00:00Z`); }

export function day(date: string, long = false): string {
  if (!date) return '–';
  return new Intl.DateTimeFormat(locale(), {
    timeZone: 'UTC', day: 'numeric', month: long ? 'long' : 'short', ...(long ? { year: 'numeric' } : {}),
  }).format(parse(date));
}

/** A moment in UTC, as the record writes it. */
export function clock(moment: string): string {
  return new Intl.DateTimeFormat(locale(), { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }).format(new Date(moment));
}

export function day_of_seconds(seconds: number): string {
  return day(new Date(seconds * 1000).toISOString());
}

export function add_days(date: string, count: number): string {
  return new Date(parse(date).getTime() + count * 86_400_000).toISOString().slice(0, 10);
}

export function list(parts: string[]): string {
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(parts);
}
