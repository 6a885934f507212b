/** What is wrong with a file of records, and where. */
export class DataError extends Error {
  override readonly name = 'DataError';
}

/** One record of a data file. `place` says where it stands, for messages. */
export interface JsonRecord {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly place: string;
}

/** The records of a file that is one JSON array, one object, or one object per line. */
export function jsonRecords(text: string): JsonRecord[] {
  const trimmed = text.trimStart();
  const whole = trimmed.startsWith('[') || (trimmed.startsWith('{') && isJson(text));
  const records = whole ? recordsOfWhole(text) : recordsOfLines(text);
  if (records.length === 0) throw new DataError('it holds no records');
  return records;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function recordsOfWhole(text: string): JsonRecord[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DataError(`${placeOf(text, error)} isn't JSON: ${reason(error)}`);
  }
  return (Array.isArray(value) ? value : [value]).map((one, i) => record(one, `record ${i + 1}`));
}

function recordsOfLines(text: string): JsonRecord[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    const place = `line ${i + 1}`;
    try {
      return [record(JSON.parse(line), place)];
    } catch (error) {
      if (error instanceof DataError) throw error;
      throw new DataError(`${place} isn't JSON: ${reason(error)}`);
    }
  });
}

function record(value: unknown, place: string): JsonRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DataError(`${place} isn't an object but ${Array.isArray(value) ? 'an array' : JSON.stringify(value)}`);
  return { fields: value as Record<string, unknown>, place };
}

/** JSON.parse says at which character it gave up; people count lines. */
function placeOf(text: string, error: unknown): string {
  const position = /position (\d+)/.exec(String(error))?.[1];
  const read = position === undefined ? text : text.slice(0, Number(position));
  return `line ${read.split('\n').length}`;
}

/** What JSON.parse complains of, without the place, which is said already, and without the text, which is the user's. */
const reason = (error: unknown) =>
  (error as Error).message
    .replace(/ in JSON.*$/s, '')
    .replace(/, .* is not valid JSON$/s, '')
    .toLowerCase();

/** A field that must be a text. */
export function textField({ fields, place }: JsonRecord, ...names: readonly string[]): string {
  const name = names.find(one => one in fields);
  const value = name === undefined ? undefined : fields[name];
  if (typeof value === 'string') return value;
  if (name === undefined) throw new DataError(`${place}: ${names.join(' or ')} is missing`);
  throw new DataError(`${place}: ${name} must be a text, not ${kindOf(value)}`);
}

/** A field that must be an array of texts, at least one. */
export function textsField({ fields, place }: JsonRecord, name: string): readonly string[] {
  const value = fields[name];
  if (value === undefined) throw new DataError(`${place}: ${name} is missing`);
  if (!Array.isArray(value) || value.length === 0 || !value.every(one => typeof one === 'string'))
    throw new DataError(`${place}: ${name} must be an array of at least one text, not ${kindOf(value)}`);
  return value;
}

export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array of other things';
  return typeof value === 'object' ? 'an object' : JSON.stringify(value);
}
