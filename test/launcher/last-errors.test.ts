import { expect, test } from 'vitest';
import { LastErrors } from '../../launcher/last-errors.ts';

test('the last error of each child is kept, and nothing else that it writes', () => {
  const errors = new LastErrors();
  const [slave, other] = [{ id: 'slave S' }, { id: 'slave T' }];
  errors.hear(slave, '{"level":"error","msg":"first"}');
  errors.hear(slave, '{"level":"fatal","msg":"second"}');
  errors.hear(slave, '{"level":"info","msg":"going on"}');
  errors.hear(slave, '{"level":"error","msg":"cut o');
  errors.hear(slave, '{"level":"error"}');
  errors.hear(slave, 'Error: a stack');
  expect(errors.of('slave S')).toBe('second');
  errors.hear(other, `{"level":"error","msg":"${'x'.repeat(5_000)}"}`);
  expect(errors.of('slave T')).toHaveLength(400);
  expect(errors.of('slave U')).toBeNull();
});
