// Writes an environment so that a shell, a file or a container can take it over. Knows no sandbox.

/** Ways of writing; `shell` for sh, bash and zsh, `docker` for `--env-file`. */
export const ENV_FORMATS = ['shell', 'dotenv', 'docker', 'powershell'] as const;
export type EnvFormat = (typeof ENV_FORMATS)[number];

type Write = (name: string, value: string) => string;

const WRITERS: Readonly<Record<EnvFormat, Write>> = {
  shell: (name, value) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
  // Double quotes without escapes, single ones where the value has any: what dotenv and Node's own reader agree on.
  dotenv: (name, value) => (/["\\$`\n]/.test(value) ? `${name}='${value}'` : `${name}="${value}"`),
  // Docker takes everything after the first equals sign as it stands.
  docker: (name, value) => `${name}=${value}`,
  powershell: (name, value) => `$env:${name} = '${value.replaceAll("'", "''")}'`,
};

/** What a file cannot do for a process that reads it when it runs already. */
const LATE_NAME = 'NODE_EXTRA_CA_CERTS';
const LATE = `# ${LATE_NAME} counts at the start of a process only: export it there as well.\n`;

/** One line per variable. */
export function printEnv(env: Readonly<Record<string, string>>, format: EnvFormat): string {
  const lines = Object.entries(env).map(([name, value]) => `${WRITERS[format](name, value)}\n`);
  return (format === 'dotenv' && LATE_NAME in env ? LATE : '') + lines.join('');
}
