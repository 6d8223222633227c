/**
 * Runs the commands of a built image (`image.ts`) as a container would: with the image's variables and no others, as its user, in
 * its folder, and with nothing that can be written but its volumes and /tmp. Hosts, ports and processes are this machine's.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Image, inside, isRoot, setWritable, variablesOf } from './image.js';

export interface Command {
  command: readonly string[];
  env?: Record<string, string>;
}

export interface Ended {
  code: number | null;
  out: string;
  errors: string;
}

export interface Started {
  process: ChildProcess;
  /** First line on stdout; rejects with what it wrote when it ends before. */
  firstLine: Promise<string>;
  end: Promise<Ended>;
}

export class Container {
  readonly #image: Image;
  /** USER UID:GID. */
  readonly #user: { uid: number; gid: number };

  /** Closes the image's folders, as --read-only does. */
  static async of(image: Image, user: string, volumes: readonly string[]): Promise<Container> {
    const [uid = 0, gid = 0] = user.split(':').map(Number);
    await mkdir(join(image.root, 'tmp'));
    await setWritable(image.root, false);
    for (const path of ['/tmp', ...volumes]) {
      const folder = join(image.root, path);
      await setWritable(folder, true);
      // Docker gives a new volume the owner of the image's folder; a tmpfs is everybody's.
      if (isRoot && path === '/tmp') await chown(folder, uid, gid);
    }
    return new Container(image, { uid, gid });
  }

  private constructor(image: Image, user: { uid: number; gid: number }) {
    this.#image = image;
    this.#user = user;
  }

  start({ command, env = {} }: Command): Started {
    const [program, ...rest] = command;
    const child = spawn(program!, rest, {
      cwd: inside(this.#image, '.'),
      env: {
        ...variablesOf(this.#image),
        // A user that is not in /etc/passwd lives in /.
        HOME: this.#image.root,
        TMPDIR: join(this.#image.root, 'tmp'),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(isRoot && this.#user),
    });
    const ended: Ended = { code: null, out: '', errors: '' };
    child.stdout.on('data', (chunk) => {
      ended.out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      ended.errors += chunk;
    });
    const end = once(child, 'close').then(([code]) => Object.assign(ended, { code }));
    const early = end.then(({ errors }) => Promise.reject(new Error(`it ended: ${errors}`)));
    const firstLine = Promise.race([once(child.stdout, 'data').then(String), early]);
    firstLine.catch(() => {});
    return { process: child, firstLine, end };
  }

  run(command: Command): Promise<Ended> {
    return this.start(command).end;
  }
}
