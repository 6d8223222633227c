/**
 * Reads a Dockerfile as far as ours goes (https://docs.docker.com/reference/dockerfile/): stages, instructions with their flags, the
 * exec and the shell form, continued lines, ARG and ENV. No heredocs, no ONBUILD, no parser directives.
 */

export interface Instruction {
  /** In capitals. */
  name: string;
  /** `--from=build` is { from: 'build' }. */
  flags: Record<string, string>;
  /** Without flags: the elements of the exec form, else the words. */
  words: string[];
  /** Without flags, as written. */
  text: string;
  isExecForm: boolean;
}

export interface Stage {
  name: string;
  /** An image or another stage, with global ARGs filled in. */
  base: string;
  instructions: Instruction[];
}

export interface Dockerfile {
  /** Global ARGs with their defaults. */
  args: Record<string, string>;
  stages: Stage[];
}

/** `buildArgs` take the place of defaults, as `--build-arg` does. */
export function parseDockerfile(text: string, buildArgs: Record<string, string> = {}): Dockerfile {
  const args: Record<string, string> = {};
  const stages: Stage[] = [];
  for (const instruction of instructionsOf(text)) {
    const stage = stages.at(-1);
    if (instruction.name === 'FROM') {
      const [base = '', as, name] = instruction.words;
      if (as?.toUpperCase() !== 'AS' || name === undefined)
        throw new Error(`a stage without a name: ${base}`);
      stages.push({ name, base: filledIn(base, args), instructions: [] });
    } else if (stage) stage.instructions.push(instruction);
    else if (instruction.name === 'ARG')
      for (const [name, value] of assignmentsOf(instruction)) args[name] = buildArgs[name] ?? value;
    else throw new Error(`${instruction.name} before the first FROM`);
  }
  return { args, stages };
}

export function stageOf({ stages }: Dockerfile, name: string): Stage {
  const stage = stages.find((candidate) => candidate.name === name);
  if (!stage) throw new Error(`there is no stage ${name}`);
  return stage;
}

/** What a stage ends with: the last instruction of this name, in it or in the stages below. */
export function lastOf(file: Dockerfile, stage: Stage, name: string): Instruction | undefined {
  const own = stage.instructions.findLast((instruction) => instruction.name === name);
  const below = file.stages.find((candidate) => candidate.name === stage.base);
  return own ?? (below && lastOf(file, below, name));
}

/** The variables that a stage sets, with those of the stages below. */
export function environmentOf(file: Dockerfile, stage: Stage): Record<string, string> {
  const below = file.stages.find((candidate) => candidate.name === stage.base);
  const own = stage.instructions.filter(({ name }) => name === 'ENV').flatMap(assignmentsOf);
  return { ...(below && environmentOf(file, below)), ...Object.fromEntries(own) };
}

/** The command of HEALTHCHECK ... CMD [...]. */
export function healthCommand({ text }: Instruction): string[] {
  return JSON.parse(text.replace(/^CMD\s+/, '')) as string[];
}

/** `$NAME` and `${NAME}`. */
export function filledIn(text: string, values: Record<string, string>): string {
  return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => {
    const name = (braced ?? bare)!;
    const value = values[name];
    if (value === undefined) throw new Error(`${name} has no value`);
    return value;
  });
}

function instructionsOf(text: string): Instruction[] {
  const lines = text.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
  const whole = lines.join('\n').replace(/\\\n/g, ' ');
  return whole.split('\n').map(parseInstruction);
}

function parseInstruction(line: string): Instruction {
  const [, name = '', rest = ''] = /^\s*(\w+)\s+(.*?)\s*$/.exec(line) ?? [];
  const flags: Record<string, string> = {};
  const text = rest.replace(/^(--[\w-]+=\S+\s+)+/, (written) => {
    for (const [, flag, value] of written.matchAll(/--([\w-]+)=(\S+)/g)) flags[flag!] = value!;
    return '';
  });
  const isExecForm = text.startsWith('[');
  const words = isExecForm ? (JSON.parse(text) as string[]) : text.split(/\s+/);
  return { name: name.toUpperCase(), flags, words, text, isExecForm };
}

/** NAME=VALUE of ARG and ENV. */
export function assignmentsOf({ words }: Instruction): [string, string][] {
  return words.map((word) => {
    const [, name, value = ''] = /^(\w+)(?:=(.*))?$/.exec(word) ?? [];
    if (name === undefined) throw new Error(`not understood: ${word}`);
    return [name, value];
  });
}
