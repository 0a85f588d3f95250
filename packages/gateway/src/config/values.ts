// Turns given texts into values by the type of their option. Knows types, not what options mean.
import { UNREADABLE, type AllGiven } from './given.ts';
import type { Option } from './option.ts';
import { optionOf, type OptionKey } from './options.ts';
import type { Findings } from './problems.ts';

/** Typed access to what was given. Each method tells its own problems and then answers `undefined` or the default. */
export interface Values {
  /** The text, trimmed (a secret is not); its default; or `undefined`. */
  text(key: OptionKey): string | undefined;
  number(key: OptionKey): number;
  boolean(key: OptionKey): boolean;
  list(key: OptionKey): readonly string[];
  /** Tells that a required option is missing, and answers `undefined`, unless it is given. */
  required(key: OptionKey): string | undefined;
  /** Whether anything was given, readable or not. */
  given(key: OptionKey): boolean;
  /** The environment name to use in a problem: the one that was used, else the plainest. */
  name(key: OptionKey): string;
}

export function createValues(all: AllGiven, findings: Findings): Values {
  const name = (key: OptionKey): string => all.get(key)?.name ?? plainest(optionOf(key));
  const raw = (key: OptionKey): string | undefined => {
    const text = all.get(key)?.text;
    return text === UNREADABLE ? undefined : text;
  };
  const refuse = (key: OptionKey, problem: string, fix: string): void => findings.problem(name(key), problem, fix);

  const text = (key: OptionKey): string | undefined => {
    const option = optionOf(key);
    const given = option.type === 'secret' ? raw(key) : raw(key)?.trim();
    if (given === undefined) return option.default;
    if (option.choices === undefined || option.choices.includes(given.toLowerCase())) {
      return option.choices === undefined ? given : given.toLowerCase();
    }
    refuse(key, `is ${shown(given)}, which is none of its values`, `Choose one of: ${option.choices.join(', ')}.`);
    return option.default;
  };

  return {
    text,
    name,
    given: (key) => all.has(key),
    number(key) {
      const option = optionOf(key);
      const { max = Number.MAX_SAFE_INTEGER, min = 0 } = option;
      const given = raw(key)?.trim();
      if (given === undefined) return Number(option.default);
      const value = /^\d{1,12}$/.test(given) ? Number(given) : Number.NaN;
      if (value >= min && value <= max) return value;
      refuse(key, `is ${shown(given)}, which is not a whole number from ${min} to ${max}`, rangeFix(option));
      return Number(option.default);
    },
    boolean(key) {
      const given = raw(key)?.trim().toLowerCase();
      if (given === undefined) return optionOf(key).default === 'true';
      if (['true', '1', 'yes', 'on'].includes(given)) return true;
      if (['false', '0', 'no', 'off'].includes(given)) return false;
      refuse(key, `is ${shown(given)}, which is neither true nor false`, 'Write `true` or `false`.');
      return false;
    },
    list(key) {
      const option = optionOf(key);
      const given = raw(key)?.trim() ?? option.default ?? '';
      if (!given.startsWith('[')) return splitList(given, option.type === 'space-list' ? /\s+/ : ',');
      const parsed = parseTexts(given);
      if (parsed !== undefined) return parsed;
      refuse(key, 'begins like a JSON array and is not one of texts', 'Write `["One", "Two"]`, or `One,Two`.');
      return [];
    },
    required(key) {
      const value = text(key);
      if (!all.has(key)) refuse(key, 'is missing', optionOf(key).find ?? optionOf(key).doc);
      return value;
    },
  };
}

/** The last name of a row is the plainest: `TEAMS`, where `DATABRICKS_OAUTH_TEAMS` wins over it. */
function plainest(option: Option): string {
  return option.env.at(-1) ?? option.env[0];
}

function rangeFix(option: Option): string {
  const units: Partial<Record<Option['type'], string>> = {
    'duration-seconds': ' in seconds',
    'duration-minutes': ' in minutes',
    'duration-hours': ' in hours',
  };
  return `Write a number${units[option.type] ?? ''}; the default is ${option.default}.`;
}

function splitList(text: string, separator: RegExp | string): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function parseTexts(text: string): string[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed) || !parsed.every((part) => typeof part === 'string')) return undefined;
    return parsed.map((part) => part.trim()).filter((part) => part !== '');
  } catch {
    return undefined;
  }
}

/** A value as a problem may repeat it: quoted, escaped, short. Only for values that are no secrets. */
export function shown(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}
