// How configuration problems are collected and told: all at once, each with the key, what is wrong and how to mend it.

/** One thing that is wrong. Never holds a secret. */
export interface ConfigProblem {
  /** Environment name of the option, or the place in a file. */
  readonly key: string;
  /** What is wrong, as the rest of a sentence that begins with the key: `is missing`. */
  readonly problem: string;
  /** How to mend it: one or two sentences. */
  readonly fix: string;
}

/** Thrown with every problem of the configuration; `message` is the whole numbered list. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'config_invalid';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(`${headline(problems.length)}\n${numbered(problems)}`);
    this.problems = Object.freeze([...problems]);
  }
}

/** `The configuration has 2 problems:` */
export function headline(count: number): string {
  return count === 1 ? 'The configuration has a problem:' : `The configuration has ${count} problems:`;
}

function numbered(problems: readonly ConfigProblem[]): string {
  const width = String(problems.length).length;
  return problems
    .map(({ fix, key, problem }, index) => {
      const number = `  ${String(index + 1).padStart(width)}. `;
      return `${number}${key} ${problem}.\n${' '.repeat(number.length)}${fix}`;
    })
    .join('\n');
}

/** Collects problems and warnings while a configuration is read. */
export interface Findings {
  problem(key: string, problem: string, fix: string): void;
  warn(warning: string): void;
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly string[];
}

export function createFindings(): Findings {
  const problems: ConfigProblem[] = [];
  const warnings: string[] = [];
  return {
    problems,
    warnings,
    problem: (key, problem, fix) => problems.push({ key, problem, fix }),
    warn: (warning) => warnings.push(warning),
  };
}
