/** A command line as a process. */

/**
 * Runs a command on the words behind its name and leaves its exit code to the process. A reader that has seen enough
 * (`--help | head`) is no failure: what else the command writes goes nowhere.
 */
export async function runCommand(command: (argv: readonly string[]) => Promise<number>): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  process.exitCode = await command(process.argv.slice(2));
}
