/** Any options that a command can have, for properties. */
import fc from 'fast-check';
import type { Field } from '../../src/domain/field.js';

export function optionsArbitrary(fields: Record<string, Field>): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(
    Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, valuesOf(field)])),
    { requiredKeys: [] },
  );
}

function valuesOf(field: Field): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'integer':
      return fc.integer({ min: field.min, max: field.max });
    case 'number':
      return fc.double({ min: field.min, max: field.max, noNaN: true });
    case 'choice':
      return fc.constantFrom(...field.choices);
    case 'flag':
      return fc.boolean();
    case 'text':
      return fc.stringMatching(/^[a-z]{1,9}$/);
  }
}
