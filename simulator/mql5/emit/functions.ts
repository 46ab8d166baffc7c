/** JavaScript for the bodies of functions. */
import type { BoundFunction } from '../check/bound.ts';
import { ExpressionEmitter } from './expressions.ts';
import { Names } from './names.ts';
import type { Output } from './output.ts';
import { emitStatements, initText } from './statements.ts';

export function emitFunctionBody(out: Output, body: BoundFunction): void {
  const names = new Names();
  const expressions = new ExpressionEmitter(names);
  const first = out.length;
  for (const { cell, reference, id, type } of body.params) {
    if (cell && !reference && type.kind !== 'class' && type.kind !== 'array')
      out.line(`${id}={v:${id}};`);
  }
  for (const { variable, init } of body.initializers) {
    if (variable !== null) {
      const { id, type } = variable;
      const code = initText(expressions, variable, init);
      const inPlace = type.kind === 'class' && init.kind === 'construct';
      out.line(
        inPlace
          ? `${expressions.construct(`this.${id}`, init.target, init.args)};`
          : `this.${id}=${code};`,
        variable.at,
      );
    } else if (init.kind === 'construct') {
      out.line(`${expressions.construct('super', init.target, init.args)};`, body.symbol.node.at);
    }
  }
  emitStatements(out, expressions, body.body);
  if (body.symbol.node.role === 'constructor') out.line('return this;');
  if (names.temporaries.length > 0) out.insert(first, `let ${names.temporaries.join()};`);
}
