/** JavaScript for statements; each starts a line of its own, so that a line tells where it came from. */
import type { BoundInit, BoundStatement, BoundSwitchPart } from '../check/bound.ts';
import type { Variable } from '../check/symbols.ts';
import type { ExpressionEmitter } from './expressions.ts';
import type { Output } from './output.ts';
import { zeroText } from './values.ts';

export function emitStatements(
  out: Output,
  expressions: ExpressionEmitter,
  body: readonly BoundStatement[],
): void {
  for (const [index, statement] of body.entries()) {
    emitStatement(out, expressions, statement);
    if (statement.kind !== 'declare' || !isDestroyed(statement.variable)) continue;
    // An object lives to the end of its block, however the block is left.
    out.line('try{', statement.at);
    emitStatements(out, expressions, body.slice(index + 1));
    out.line(`}finally{${statement.variable.id}.$dtor();}`, statement.at);
    return;
  }
}

/** Whether something is to be done when the variable's life ends. */
export function isDestroyed({ type, reference }: Variable): boolean {
  const own = type.kind === 'array' ? type.of : type;
  return !reference && own.kind === 'class' && own.needsDestruction();
}

function emitStatement(out: Output, expressions: ExpressionEmitter, node: BoundStatement): void {
  const { at } = node;
  switch (node.kind) {
    case 'expression':
      return out.line(`${expressions.emit(node.value)};`, at);
    case 'declare':
      return out.line(
        `let ${node.variable.id}=${startText(expressions, node.variable, node.init)};`,
        at,
      );
    case 'block':
      return out.block('{', '}', at, () => emitStatements(out, expressions, node.body));
    case 'if':
      out.block(`if(${expressions.emit(node.condition)}){`, '}', at, () =>
        emitStatement(out, expressions, node.yes),
      );
      if (node.no !== null) {
        const { no } = node;
        out.block('else{', '}', no.at, () => emitStatement(out, expressions, no));
      }
      return;
    case 'loop':
      return emitLoop(out, expressions, node);
    case 'switch':
      return out.block(`switch(${expressions.emit(node.subject)}){`, '}', at, () => {
        for (const part of node.parts) emitPart(out, expressions, part);
      });
    case 'return':
      return out.line(
        node.value === null ? 'return;' : `return ${expressions.stored(node.value)};`,
        at,
      );
    case 'break':
    case 'continue':
      return out.line(`${node.kind};`, at);
    default:
  }
}

function emitLoop(
  out: Output,
  expressions: ExpressionEmitter,
  node: Extract<BoundStatement, { kind: 'loop' }>,
): void {
  const { at, form } = node;
  const condition = node.condition === null ? '' : expressions.emit(node.condition);
  const body = (): void => {
    out.line('$turn();', at);
    emitStatement(out, expressions, node.body);
  };
  if (form === 'do') return out.block('do{', `}while(${condition});`, at, body);
  out.block('{', '}', at, () => {
    emitStatements(out, expressions, node.start);
    const step = node.step === null ? '' : expressions.emit(node.step);
    out.block(`for(;${condition};${step}){`, '}', at, body);
  });
}

function emitPart(out: Output, expressions: ExpressionEmitter, part: BoundSwitchPart): void {
  if (part.kind === 'statement') return emitStatement(out, expressions, part.statement);
  out.line(part.value === null ? 'default:' : `case ${expressions.emit(part.value)}:`, part.at);
}

/** What a variable holds at first, in a cell if something refers to it. */
export function startText(
  expressions: ExpressionEmitter,
  variable: Variable,
  init: BoundInit,
): string {
  const code = initText(expressions, variable, init);
  return variable.cell ? `{v:${code}}` : code;
}

export function initText(
  expressions: ExpressionEmitter,
  { type }: Variable,
  init: BoundInit,
): string {
  switch (init.kind) {
    case 'value':
      if (type.kind === 'array' && init.value.kind !== 'list')
        return `$.textArray(${zeroText(type)},${expressions.emit(init.value)})`;
      return expressions.stored(init.value);
    case 'construct':
      return expressions.construct(zeroText(type), init.target, init.args);
    default:
      return type.kind === 'array'
        ? `${zeroText(type)}${type.of.kind === 'class' ? '.$construct()' : ''}`
        : zeroText(type);
  }
}
