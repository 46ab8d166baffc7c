/**
 * Declarators: the names, dimensions and initial values behind a type, for variables and parameters.
 */
import { passNameMacro, passParameterMacro } from './absent-macros.ts';
import type { ParameterNode, Storage, VariableNode } from './ast.ts';
import type { Expression, TypeNode } from './ast-expressions.ts';
import type { Cursor } from './cursor.ts';
import { parseAssignment, parseList } from './parse-expressions.ts';
import { parseArguments } from './parse-primary.ts';
import { parseType, parseTypeArguments } from './parse-types.ts';

/** What stands before the type of a variable. */
export interface VariableHead {
  readonly storage: Storage;
  readonly const: boolean;
}

/** `a, b[3]={1,2,3}, *c;` behind their type, up to and with the semicolon. */
export function parseDeclarators(
  cursor: Cursor,
  head: VariableHead,
  type: TypeNode,
): VariableNode[] {
  const variables = [parseDeclarator(cursor, head, type)];
  while (cursor.accept(',')) {
    variables.push(parseDeclarator(cursor, head, parseNextType(cursor, type)));
  }
  cursor.expect(';');
  return variables;
}

/** The words of its own that a later name may have: `double const a, const b;`, `A *p, const *const q;` */
function parseNextType(cursor: Cursor, type: TypeNode): TypeNode {
  const isConst = cursor.accept('const') || type.const;
  const pointer = cursor.accept('*');
  if (pointer) cursor.accept('const');
  return { ...type, pointer, const: isConst };
}

/** One declarator; its type, and the `*` before the first name, were read. */
export function parseDeclarator(cursor: Cursor, head: VariableHead, type: TypeNode): VariableNode {
  const reference = cursor.accept('&');
  let at = cursor.expectName();
  const owner: string[] = [];
  if (cursor.is('<')) parseTypeArguments(cursor);
  while (cursor.accept('::')) {
    owner.push(at.text);
    at = cursor.expectName();
  }
  const dimensions = parseDimensions(cursor);
  let init: Expression | null = null;
  let args: Expression[] | null = null;
  if (cursor.accept('=')) init = cursor.is('{') ? parseList(cursor) : parseAssignment(cursor);
  else if (cursor.is('{')) init = parseList(cursor);
  else if (cursor.is('(')) args = parseArguments(cursor);
  const isConst = head.const || type.const;
  const { storage } = head;
  return {
    kind: 'variable',
    at,
    storage,
    const: isConst,
    type,
    name: at.text,
    owner,
    dimensions,
    init,
    args,
    reference,
  };
}

/** `[3][]`; `null` for an empty one. */
export function parseDimensions(cursor: Cursor): (Expression | null)[] {
  const dimensions: (Expression | null)[] = [];
  while (cursor.accept('[')) {
    dimensions.push(cursor.is(']') ? null : parseAssignment(cursor));
    cursor.expect(']');
  }
  return dimensions;
}

export interface Parameters {
  readonly params: readonly ParameterNode[];
  /** `...` at the end. */
  readonly variadic: boolean;
}

/** `(int a, const string &b[], double c=0)`; the opening parenthesis is at the cursor. */
export function parseParameters(cursor: Cursor): Parameters {
  cursor.expect('(');
  const params: ParameterNode[] = [];
  if (cursor.is('void') && cursor.peek().text === ')') cursor.next();
  if (cursor.accept(')')) return { params, variadic: false };
  do {
    if (cursor.accept('...')) {
      cursor.expect(')');
      return { params, variadic: true };
    }
    params.push(parseParameter(cursor));
  } while (cursor.accept(',') && !cursor.is(')'));
  cursor.expect(')');
  return { params, variadic: false };
}

function parseParameter(cursor: Cursor): ParameterNode {
  while (cursor.is('input') || cursor.is('static')) cursor.next();
  const type = passParameterMacro(cursor) ?? parseType(cursor);
  const reference = cursor.accept('&');
  const at = cursor.token;
  const name = !passNameMacro(cursor) && cursor.isName() ? cursor.next().text : '';
  const dimensions = parseDimensions(cursor);
  const init = cursor.accept('=') ? parseAssignment(cursor) : null;
  return { at, type, name, reference, dimensions, init };
}
