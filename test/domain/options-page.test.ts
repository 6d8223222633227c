import { it } from 'vitest';
import { SETTINGS } from '../../src/domain/request.js';
import { expectTableIn, fieldTable } from '../support/field-table.js';

it('docs/reference/options.md holds the declared options', async () => {
  await expectTableIn(
    'options.md',
    fieldTable(SETTINGS, (name) => name),
  );
});
