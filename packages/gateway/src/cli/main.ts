// The command line: reads the arguments, runs one command, turns failures into sentences and exit codes.
import { CommanderError } from 'commander';
import { EXIT, processIo, type Io } from './io.ts';
import { printFailure, UsageError } from './print.ts';
import { createProgram } from './program.ts';

/**
 * Runs one command.
 * @param argv the arguments after the program's name.
 * @returns the exit code: 0 done, 1 failed while running, 2 wrong usage or configuration, 3 refused by the policy that was tested.
 */
export async function main(argv: readonly string[], io: Io = processIo): Promise<number> {
  let result: number = EXIT.ok;
  const json = argv.includes('--json');
  const program = createProgram({
    io,
    done(code) {
      result = code;
    },
    misused: (sentence) => void printFailure(io, new UsageError(sentence), json),
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return result;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return printFailure(io, error, json);
  }
}
