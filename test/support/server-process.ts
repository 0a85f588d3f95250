// A server of somebody else's in a process of its own, on a free port. It ends with the test run, even when that is killed.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ServerProcess {
  readonly pid: number;
  /** Everything it wrote. */
  output(): string;
  signal(name: NodeJS.Signals): void;
  isOver(): boolean;
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;
}

export interface SpawnOptions {
  readonly uid?: number;
  readonly gid?: number;
  readonly cwd?: string;
}

/**
 * The shell tells the pid, and kills the server when our end of its input closes: that happens however this process ends.
 */
const GUARD = `exec 3<&0
"$@" </dev/null 3<&- & pid=$!
echo $pid
(cat <&3 >/dev/null; kill -9 $pid 2>/dev/null) & guard=$!
wait $pid
kill $guard 2>/dev/null`;

export async function spawnServer(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<ServerProcess> {
  const shell = spawn('sh', ['-c', GUARD, 'guard', command, ...args], { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const first = Promise.withResolvers<number>();
  for (const stream of [shell.stdout, shell.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (stream === shell.stdout && lines.length === 0 && /^\d+$/.test(line)) first.resolve(Number(line));
      lines.push(line);
    });
  }
  shell.stdin.on('error', () => undefined);
  const ended = once(shell, 'exit').then(() => void shell.stdin.destroy());
  const pid = await Promise.race([
    first.promise,
    ended.then(() => {
      throw new Error(`${command} ended at once: ${lines.join('\n')}`);
    }),
  ]);
  return {
    pid,
    ended,
    isOver: () => shell.exitCode !== null || shell.signalCode !== null,
    output: () => lines.join('\n'),
    signal(name) {
      try {
        process.kill(pid, name);
      } catch {
        // It is gone already.
      }
    },
  };
}

/**
 * A port that stays ours over restarts: outside of the range from which the system takes ports for everybody else.
 */
export async function steadyPort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000);
    const server = createServer();
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return port;
    } catch {
      // Taken; another one.
    } finally {
      server.close();
    }
  }
}

/** Waits until something accepts connections there. */
export async function accepting(port: number, server: ServerProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (server.isOver()) throw new Error(`the server ended: ${server.output()}`);
    if (await answers(port)) return;
    await sleep(50);
  }
  throw new Error(`nothing listens on ${port}: ${server.output()}`);
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
