// `sigma-embed sandbox`: the demo, from a package of its own that production does not install.
import type { Command } from 'commander';
import { UsageError } from '../print.ts';
import type { Cli } from '../cli.ts';

interface SandboxMain {
  readonly runDemo: (argv: readonly string[]) => Promise<number>;
}

/** A variable, so that the compiler does not need the package. */
const PACKAGE: string = '@sigma-embed/sandbox/main';

export function addSandbox(program: Command, cli: Cli): Command {
  return (
    program
      .command('sandbox')
      .summary('try everything without an account at either vendor')
      .description(
        'Run the gateway with a sandbox of Databricks and Sigma. `sigma-embed sandbox --help` prints its options.',
      )
      // Its own options, --help and --json among them, are read by the sandbox.
      .helpOption(false)
      .allowUnknownOption()
      .allowExcessArguments()
      .passThroughOptions()
      .argument('[options...]', 'options of the sandbox')
      .action(async (options: string[]) => {
        const { runDemo } = await loadSandbox();
        cli.done(await runDemo(options));
      })
  );
}

async function loadSandbox(): Promise<SandboxMain> {
  try {
    return (await import(PACKAGE)) as SandboxMain;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (!isMissing || !error.message.includes('@sigma-embed/sandbox')) throw error;
    throw new UsageError('The sandbox is a package of its own. Install @sigma-embed/sandbox beside the gateway.');
  }
}
