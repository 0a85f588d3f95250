// The shape of one row of the option table. Knows no option.

export type OptionType =
  | 'string'
  | 'secret'
  | 'integer'
  | 'duration-seconds'
  | 'duration-minutes'
  | 'duration-hours'
  | 'boolean'
  | 'comma-list'
  | 'space-list'
  | 'enum'
  | 'url'
  | 'host'
  | 'path';

/** One option: where it is read from, what it may be, and what the reference page says about it. */
export interface Option {
  /** Name inside the program. */
  readonly key: string;
  /** Environment names; the first one that is set wins. Each may also be given as `NAME_FILE`. */
  readonly env: readonly [string, ...string[]];
  readonly type: OptionType;
  /** Values of an `enum`. */
  readonly choices?: readonly string[];
  /** Least and greatest value of a number, both allowed. */
  readonly min?: number;
  readonly max?: number;
  /** Default as one would write it. */
  readonly default?: string;
  /** Says how the default follows from other options, where it does. */
  readonly defaultNote?: string;
  /** `always`, or the condition in words. */
  readonly required?: string;
  /** A value for `.env.example`; never a working secret. */
  readonly example?: string;
  readonly group: OptionGroup;
  /** One sentence or two for the reference page. */
  readonly doc: string;
  /** Where the value is found, for the problem that says it is missing. */
  readonly find?: string;
}

export const OPTION_GROUPS = {
  sigma: 'Sigma',
  databricks: 'Databricks',
  addresses: 'Addresses',
  sessions: 'Sessions and keys',
  operation: 'Operation',
  insecure: 'Switches that weaken the gateway',
} as const;

export type OptionGroup = keyof typeof OPTION_GROUPS;
