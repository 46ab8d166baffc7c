/**
 * Structures, classes, interfaces, unions and enumerations.
 */
import {
  passAccessMacro,
  passBaseArguments,
  passMacroBeforeBase,
  passMacroBeforeClass,
  passMacrosBehindClass,
  passMemberMacro,
} from './absent-class-macros.ts';
import type { Access, Declaration, EnumNode, MemberNode, StructNode } from './ast.ts';
import { SyntaxFailure, type Cursor } from './cursor.ts';
import { parseAssignment } from './parse-expressions.ts';
import { parseType, parseTypeArguments } from './parse-types.ts';
import { TOKEN } from './token.ts';

/** Parses one member; `className` tells constructors from methods. */
export type ParseMember = (cursor: Cursor, className: string) => readonly Declaration[];

const ACCESS = new Set(['public', 'protected', 'private']);

/** `struct S { … }`, without what follows the closing brace. */
export function parseStruct(
  cursor: Cursor,
  typeParams: readonly string[],
  parseMember: ParseMember,
): StructNode {
  const keyword = cursor.next().text as StructNode['keyword'];
  passPack(cursor);
  passMacroBeforeClass(cursor);
  const anonymous = keyword === 'union' || keyword === 'struct' ? cursor.is('{') : false;
  const at = anonymous ? cursor.token : cursor.expectName();
  const name = anonymous ? '' : at.text;
  passPack(cursor);
  const isFinal = cursor.accept('final');
  passPack(cursor);
  passMacrosBehindClass(cursor);
  cursor.typeNames.add(name);
  if (typeParams.length > 0) cursor.templateNames.add(name);
  if (cursor.is('<')) parseTypeArguments(cursor);
  const base = cursor.accept(':') ? parseBase(cursor) : null;
  const node = { kind: 'struct', at, keyword, name, typeParams, base, final: isFinal } as const;
  if (base === null && cursor.is(';')) return { ...node, members: null };
  cursor.expect('{');
  const isClass = keyword === 'class';
  const members = parseMembers(cursor, name, isClass ? 'private' : 'public', parseMember);
  cursor.expect('}');
  return { ...node, members };
}

/** `pack(n)`, before or behind the name. */
function passPack(cursor: Cursor): void {
  if (!cursor.accept('pack') || !cursor.accept('(')) return;
  if (!cursor.is(')')) parseAssignment(cursor);
  cursor.expect(')');
}

function parseBase(cursor: Cursor): StructNode['base'] {
  const access = ACCESS.has(cursor.token.text) ? (cursor.next().text as Access) : null;
  passMacroBeforeBase(cursor);
  const type = parseType(cursor);
  passBaseArguments(cursor);
  return { type, access };
}

function parseMembers(
  cursor: Cursor,
  className: string,
  start: Access,
  parseMember: ParseMember,
): MemberNode[] {
  const members: MemberNode[] = [];
  let access = start;
  while (!cursor.is('}') && cursor.token.kind !== TOKEN.eof) {
    if (ACCESS.has(cursor.token.text) && cursor.peek().text === ':') {
      access = cursor.next().text as Access;
      cursor.next();
      continue;
    }
    if (cursor.accept(';') || passAccessMacro(cursor)) continue;
    const { mark } = cursor;
    try {
      for (const declaration of parseMember(cursor, className))
        members.push({ access, declaration });
    } catch (error) {
      if (!(error instanceof SyntaxFailure) || cursor.speculative) throw error;
      cursor.recover(mark);
    }
  }
  return members;
}

/** `enum E { A, B=2, }`, without what follows the closing brace. */
export function parseEnum(cursor: Cursor): EnumNode {
  const keyword = cursor.next();
  const named = cursor.isName();
  const at = named ? cursor.next() : keyword;
  const name = named ? at.text : '';
  if (named) cursor.typeNames.add(name);
  if (cursor.accept(':')) parseType(cursor);
  cursor.expect('{');
  const members: {
    at: typeof at;
    name: string;
    value: ReturnType<typeof parseAssignment> | null;
  }[] = [];
  while (!cursor.is('}')) {
    if (passMemberMacro(cursor)) continue;
    if (cursor.is('}')) break;
    const member = cursor.expectName();
    const value = cursor.accept('=') ? parseAssignment(cursor) : null;
    members.push({ at: member, name: member.text, value });
    if (!cursor.accept(',')) break;
  }
  cursor.expect('}');
  return { kind: 'enum', at, name, members };
}
