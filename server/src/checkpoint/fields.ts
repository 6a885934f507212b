import { Failure } from '../phrase.ts';

/** A file of a PRM that can't be used. The message names the thing, the reason and the way out; nothing was loaded. */
export class Refusal extends Failure {
  override readonly name = 'Refusal';
}

type Json = Readonly<Record<string, unknown>>;

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/**
 * Reads untrusted JSON field by field. Every complaint names the file and the path of the field in it
 * ("steplight.json: calibration.a must be a number, not "x"").
 */
export class Fields {
  private readonly json: Json;
  private readonly file: string;
  private readonly path: string;

  constructor(value: unknown, file: string, path = '') {
    this.file = file;
    this.path = path;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Refusal(`${file}: ${path === '' ? 'the file' : path} must be a JSON object`);
    }
    this.json = value as Json;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.json, name) && this.json[name] !== null && this.json[name] !== undefined;
  }

  names(): readonly string[] {
    return Object.keys(this.json);
  }

  /** The value as it stands, for what is read elsewhere. */
  raw(name: string): unknown {
    return this.has(name) ? this.json[name] : undefined;
  }

  refuse(name: string, problem: string): never {
    throw new Refusal(`${this.file}: ${this.path === '' ? name : `${this.path}.${name}`} ${problem}`);
  }

  number(name: string, { min = -Infinity, max = Infinity }: Bounds = {}, fallback?: number): number {
    const value = this.value(name, fallback);
    if (typeof value !== 'number' || !Number.isFinite(value)) this.refuse(name, `must be a number, not ${show(value)}`);
    if (value < min || value > max) this.refuse(name, `must lie between ${min} and ${max}, not ${value}`);
    return value;
  }

  integer(name: string, { min = 1, max = Number.MAX_SAFE_INTEGER }: Bounds = {}, fallback?: number): number {
    const value = this.number(name, {}, fallback);
    if (!Number.isSafeInteger(value) || value < min || value > max) {
      this.refuse(name, `must be a whole number between ${min} and ${max}, not ${value}`);
    }
    return value;
  }

  boolean(name: string, fallback?: boolean): boolean {
    const value = this.value(name, fallback);
    if (typeof value !== 'boolean') this.refuse(name, `must be true or false, not ${show(value)}`);
    return value;
  }

  string(name: string, fallback?: string): string {
    const value = this.value(name, fallback);
    if (typeof value !== 'string') this.refuse(name, `must be a text, not ${show(value)}`);
    return value;
  }

  oneOf<T extends string>(name: string, choices: readonly T[], fallback?: T): T {
    const value = this.string(name, fallback);
    if (!choices.includes(value as T)) this.refuse(name, `must be one of ${choices.join(', ')}, not ${show(value)}`);
    return value as T;
  }

  object(name: string): Fields {
    const path = this.path === '' ? name : `${this.path}.${name}`;
    return new Fields(this.value(name), this.file, path);
  }

  array(name: string): readonly unknown[] {
    const value = this.value(name);
    if (!Array.isArray(value)) this.refuse(name, `must be a list, not ${show(value)}`);
    return value;
  }

  private value(name: string, fallback?: unknown): unknown {
    if (this.has(name)) return this.json[name];
    if (fallback === undefined) this.refuse(name, 'is missing');
    return fallback;
  }
}

export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal(`${file} isn't valid JSON (${(error as Error).message})`);
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
