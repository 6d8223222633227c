/** Reads docker-compose.yml as Compose does where nothing is set: anchors merged, `${NAME:-default}` by its default. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

export interface Service {
  build?: { context: string; target: string };
  image: string;
  user?: string;
  entrypoint?: string[];
  command?: string[];
  /** Null passes the variable on. */
  environment?: Record<string, string | null>;
  env_file?: { path: string; required: boolean }[];
  volumes?: string[];
  ports?: string[];
  profiles?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string[]; disable?: boolean };
  stop_grace_period?: string;
  deploy?: {
    replicas?: string;
    resources?: { reservations: { devices: { driver: string; count: number; capabilities: string[] }[] } };
  };
  init?: boolean;
  read_only?: boolean;
  tmpfs?: string[];
  cap_drop?: string[];
  security_opt?: string[];
  restart?: string;
}

export interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
}

export async function readCompose(path: string): Promise<Compose> {
  const text = await readFile(path, 'utf8');
  return parse(
    text.replace(/\$\{\w+:-([^}]*)\}/g, (_, byDefault: string) => byDefault),
    { merge: true },
  ) as Compose;
}
