/**
 * Declarations at every level: the words before them, then a type, then a function or variables.
 */
import { startsMacroHead } from './absent-class-macros.ts';
import { passDeclarationMacro } from './absent-macros.ts';
import type { Declaration } from './ast.ts';
import type { TypeNode } from './ast-expressions.ts';
import { SyntaxFailure, type Cursor } from './cursor.ts';
import { parseEnum, parseStruct } from './parse-classes.ts';
import { parseLateWords, parseWords, type Words } from './declaration-words.ts';
import { parseFunctionName, parseSpecialName } from './function-names.ts';
import { parseFunction } from './parse-functions.ts';
import { parseStatement } from './parse-statements.ts';
import { isTypeName, parseType } from './parse-types.ts';
import {
  parseDirective,
  parseGroup,
  parseTypedef,
  parseUsing,
  startsGroup,
} from './parse-simple-declarations.ts';
import { parseDeclarators } from './parse-variables.ts';
import { BUILTIN_TYPES, RESERVED, TOKEN, type Token } from './token.ts';

/** All declarations up to a closing brace or the end of the program. */
export function parseDeclarations(cursor: Cursor): Declaration[] {
  const declarations: Declaration[] = [];
  while (!cursor.atEnd() && !cursor.is('}')) {
    const { mark } = cursor;
    try {
      declarations.push(...parseOuter(cursor));
    } catch (error) {
      if (!(error instanceof SyntaxFailure) || cursor.speculative) throw error;
      if (cursor.atEnd()) break;
      cursor.recover(mark);
    }
  }
  return declarations;
}

/** A declaration, or a statement where a macro of a missing file may have opened a function. */
function parseOuter(cursor: Cursor): Declaration[] {
  if (!cursor.inMacroBlock) return parseDeclaration(cursor, null);
  const declared = cursor.attempt(() => parseDeclaration(cursor, null));
  if (declared === null) parseStatement(cursor);
  return declared ?? [];
}

/** @param className the class whose member this is, else `null` */
export function parseDeclaration(cursor: Cursor, className: string | null): Declaration[] {
  const { token } = cursor;
  if (token.kind === TOKEN.directive) return parseDirective(cursor);
  if (cursor.accept(';')) return [];
  const parse = token.kind === TOKEN.name ? KEYWORD_DECLARATIONS.get(token.text) : undefined;
  if (parse !== undefined && cursor.peek().kind === TOKEN.name) return parse(cursor);
  const words = parseWords(cursor);
  if (startsGroup(cursor, words)) return parseGroup(cursor);
  const typeDeclaration = parseTypeDeclaration(cursor, words);
  if (typeDeclaration !== null) return typeDeclaration;
  if (passDeclarationMacro(cursor, className)) return [];
  const special = parseSpecialName(cursor, className);
  if (special !== null) {
    const type = special.role === 'function' ? voidType(special.at) : null;
    return [parseFunction(cursor, words, { type, reference: false }, special)];
  }
  if (
    !TAGS.has(cursor.token.text) &&
    !cursor.isName() &&
    !BUILTIN_TYPES.has(cursor.token.text) &&
    !cursor.is('::')
  ) {
    if (token.kind === TOKEN.name || cursor.token.kind === TOKEN.name) {
      cursor.fail(175, `'${cursor.token.text}' - expressions are not allowed on a global scope`);
    }
    cursor.fail(149, `'${cursor.token.text}' - unexpected token`);
  }
  return parseTyped(cursor, words, className !== null);
}

const KEYWORD_DECLARATIONS: ReadonlyMap<string, (cursor: Cursor) => Declaration[]> = new Map([
  ['namespace', parseNamespace],
  ['typedef', parseTypedef],
  ['using', parseUsing],
]);

const TAGS = new Set(['struct', 'class', 'union', 'enum']);

function parseTypeDeclaration(cursor: Cursor, words: Words): Declaration[] | null {
  if (!TAGS.has(cursor.token.text) && !cursor.is('interface')) return null;
  const second = cursor.peek();
  if (cursor.is('enum') && (second.text === '{' || ['{', ':'].includes(cursor.peek(2).text))) {
    const node = parseEnum(cursor);
    return [node, ...parseTrailing(cursor, words, node.name, node.at)];
  }
  if (cursor.is('enum') || (cursor.is('interface') && second.kind !== TOKEN.name)) return null;
  const third = cursor.peek(2).text;
  const defines =
    second.text === '{' ||
    second.text === 'pack' ||
    ['{', ':', ';', 'final', 'pack', '<'].includes(third) ||
    startsMacroHead(cursor);
  if (!defines) return null;
  const node = parseStruct(cursor, words.typeParams, parseDeclaration);
  return [node, ...parseTrailing(cursor, words, node.name, node.at)];
}

const AFTER_NAME = new Set([';', ',', '(', '[', '=', '{']);

/** Variables declared right behind a type: `struct S { … } a, b;`, `class C { … } const c(1);` */
function parseTrailing(
  cursor: Cursor,
  words: Words,
  name: string,
  at: Token | Declaration['at'],
): Declaration[] {
  if (cursor.accept(';')) return [];
  const isConst = cursor.is('const') && AFTER_NAME.has(cursor.peek(2).text);
  if (!cursor.isName() && !cursor.is('*') && !isConst) {
    if (cursor.lenient && cursor.token.line > at.line) return [];
    cursor.expect(';');
  }
  if (isConst) cursor.next();
  const pointer = cursor.accept('*');
  const type = { at, path: [name], args: [], pointer, const: isConst || words.const };
  return parseDeclarators(cursor, words, type);
}

function voidType(at: Token): TypeNode {
  return { at, path: ['void'], args: [], pointer: false, const: false };
}

function parseTyped(cursor: Cursor, before: Words, isMember: boolean): Declaration[] {
  const type = parseType(cursor);
  const words = parseLateWords(cursor, before);
  if (cursor.is('(') && !cursor.typeNames.has(type.path[0] ?? '')) {
    cursor.fail(116, `'${type.path.join('::')}' - declaration without type`, type.at);
  }
  const { mark } = cursor;
  const reference = cursor.accept('&');
  const name = parseFunctionName(cursor);
  if (name !== null && cursor.is('(') && (isMember || isFunction(cursor, words))) {
    return [
      parseFunction(
        cursor,
        words,
        { type: { ...type, const: type.const || words.const }, reference },
        name,
      ),
    ];
  }
  cursor.rewind(mark);
  return parseDeclarators(cursor, words, type);
}

/** What may follow `*` or `&` of a parameter without a name; no operand begins so. */
const AFTER_NO_NAME = new Set([')', ',', '[']);

/** `C x(1,2);` declares an object: its parentheses hold values, not parameters. */
function isFunction(cursor: Cursor, words: Words): boolean {
  if (words.storage === 'input' || words.storage === 'sinput') return false;
  if (cursor.peek().text === ')' || cursor.library !== null) return true;
  const length = cursor.balancedLength();
  for (let i = 0, depth = 0; i < length; i++) {
    const { kind, text } = cursor.peek(i);
    if (kind !== TOKEN.operator) continue;
    if (text === '(' || text === '[' || text === '{') depth++;
    if (text === ')' || text === ']' || text === '}') depth--;
    if (depth === 1 && (i === 0 || text === ',') && isParameter(cursor, i + 1)) return true;
  }
  const after = cursor.peek(length);
  return after.kind === TOKEN.name || after.text === '{';
}

/** Whether what stands so far ahead can only be a parameter, and no value. */
function isParameter(cursor: Cursor, ahead: number): boolean {
  const [first, second] = [cursor.peek(ahead), cursor.peek(ahead + 1)];
  if (first.text === '...' || first.text === 'const') return true;
  if (first.kind !== TOKEN.name) return false;
  if (second.text === '::') return isParameter(cursor, ahead + 2);
  if (isTypeName(cursor, first.text)) return second.text !== '(';
  if (second.kind === TOKEN.name) return !RESERVED.has(second.text);
  const declares = second.text === '&' || second.text === '*' || second.text === '<';
  const third = cursor.peek(ahead + 2);
  // Behind a value `a*b` is one, too.
  return declares && (AFTER_NO_NAME.has(third.text) || (ahead === 1 && third.kind === TOKEN.name));
}

function parseNamespace(cursor: Cursor): Declaration[] {
  cursor.next();
  const names = [cursor.expectName()];
  while (cursor.accept('::')) names.push(cursor.expectName());
  cursor.expect('{');
  let declarations = parseDeclarations(cursor);
  cursor.expect('}');
  cursor.accept(';');
  const [at, ...inner] = names;
  if (at === undefined) return cursor.fail(228, 'name expected');
  for (const name of inner.toReversed()) {
    declarations = [{ kind: 'namespace', at: name, name: name.text, declarations }];
  }
  return [{ kind: 'namespace', at, name: at.text, declarations }];
}
