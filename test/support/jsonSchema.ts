import assert from 'node:assert/strict';

/** The part of JSON Schema that the project's own schemas use. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** Fails with the place where a value doesn't follow its schema. */
export function assertFollows(value: unknown, schema: Schema, root: Schema = schema, at = '$'): void {
  if (schema.$ref) {
    const target = root.$defs?.[schema.$ref.replace('#/$defs/', '')];
    assert.ok(target, `${schema.$ref} isn't defined`);
    assertFollows(value, target, root, at);
  }
  if (schema.anyOf) {
    const fits = schema.anyOf.some(one => {
      try {
        assertFollows(value, one, root, at);
        return true;
      } catch {
        return false;
      }
    });
    assert.ok(fits, `${at} is none of what it may be`);
  }
  if (schema.type !== undefined) {
    const types = [schema.type].flat();
    assert.ok(
      types.some(type => isOf(value, type)),
      `${at} must be ${types.join(' or ')}, not ${JSON.stringify(value)}`,
    );
  }
  if (schema.enum) assert.ok(schema.enum.includes(value), `${at} must not be ${JSON.stringify(value)}`);
  if (typeof value === 'string') {
    assert.ok(value.length >= (schema.minLength ?? 0), `${at} is too short`);
    if (schema.pattern) assert.match(value, new RegExp(schema.pattern), at);
  }
  if (typeof value === 'number') {
    assert.ok(value >= (schema.minimum ?? value) && value <= (schema.maximum ?? value), `${at} is out of bounds`);
  }
  if (Array.isArray(value) && schema.items)
    for (const [i, item] of value.entries()) assertFollows(item, schema.items, root, `${at}[${i}]`);
  if (isOf(value, 'object')) {
    const object = value as Record<string, unknown>;
    for (const name of schema.required ?? []) assert.ok(name in object, `${at}.${name} is missing`);
    for (const [name, inner] of Object.entries(object)) {
      const known = schema.properties?.[name];
      assert.ok(known || schema.additionalProperties !== false, `${at}.${name} isn't in the schema`);
      const rest = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
      if (known ?? rest) assertFollows(inner, (known ?? rest)!, root, `${at}.${name}`);
    }
  }
}

function isOf(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}
