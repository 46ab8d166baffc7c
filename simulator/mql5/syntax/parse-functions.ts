/**
 * Functions and methods: what stands before the name, the parameters, and what follows them.
 */
import { passTailMacro } from './absent-macros.ts';
import type { FunctionNode } from './ast.ts';
import type { Expression, TypeNode } from './ast-expressions.ts';
import type { Cursor } from './cursor.ts';
import type { FunctionName } from './function-names.ts';
import { parseArguments } from './parse-primary.ts';
import { parseBlock } from './parse-statements.ts';
import { parseTypeArguments } from './parse-types.ts';
import { parseParameters } from './parse-variables.ts';
import { TOKEN, type Token } from './token.ts';

/** Words before the type of a function. */
export interface FunctionHead {
  readonly static: boolean;
  readonly virtual: boolean;
  readonly const: boolean;
  readonly typeParams: readonly string[];
}

/** The rest of a function, from its parameters to its body or semicolon. */
export function parseFunction(
  cursor: Cursor,
  head: FunctionHead,
  returns: { type: TypeNode | null; reference: boolean },
  { at, name, owner, role }: FunctionName,
): FunctionNode {
  const { params, variadic } = parseParameters(cursor);
  const tail = parseTail(cursor);
  const initializers = cursor.is(':') ? parseInitializers(cursor) : [];
  let body: FunctionNode['body'] = null;
  if (cursor.is('{') && !tail.pure && !tail.deleted) body = parseBlock(cursor);
  else if (initializers.length > 0)
    cursor.fail(330, 'no function definition after initialization list');
  else if (cursor.token.kind !== TOKEN.directive) cursor.expect(';');
  return {
    kind: 'function',
    at,
    name,
    owner,
    typeParams: head.typeParams,
    role,
    returns: returns.type,
    returnsReference: returns.reference,
    params,
    variadic,
    static: head.static,
    virtual: head.virtual,
    const: tail.const,
    override: tail.override,
    final: tail.final,
    pure: tail.pure,
    deleted: tail.deleted,
    exported: tail.exported,
    imported: cursor.library,
    initializers,
    body,
  };
}

interface Tail {
  const: boolean;
  override: boolean;
  final: boolean;
  pure: boolean;
  deleted: boolean;
  exported: boolean;
}

function parseTail(cursor: Cursor): Tail {
  const tail = {
    const: false,
    override: false,
    final: false,
    pure: false,
    deleted: false,
    exported: false,
  };
  for (;;) {
    if (cursor.accept('const')) tail.const = true;
    else if (cursor.accept('override')) tail.override = true;
    else if (cursor.accept('final')) tail.final = true;
    else if (cursor.accept('export')) tail.exported = true;
    else if (cursor.accept('=')) {
      if (cursor.accept('delete')) tail.deleted = true;
      else if (cursor.accept('default')) continue;
      else if (cursor.token.text === '0' || cursor.is('NULL')) {
        cursor.next();
        tail.pure = true;
      } else cursor.fail(381, 'illegal syntax in pure virtual function declaration');
    } else if (!passTailMacro(cursor)) return tail;
  }
}

function parseInitializers(cursor: Cursor): FunctionNode['initializers'] {
  const initializers: { at: Token; name: string; args: readonly Expression[] }[] = [];
  cursor.expect(':');
  do {
    const at = cursor.expectName();
    let name = at.text;
    if (cursor.is('<')) parseTypeArguments(cursor);
    while (cursor.accept('::')) {
      name = cursor.expectName().text;
      if (cursor.is('<')) parseTypeArguments(cursor);
    }
    initializers.push({ at, name, args: parseArguments(cursor) });
  } while (cursor.accept(','));
  return initializers;
}
