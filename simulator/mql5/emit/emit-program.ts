/** A checked program to the text of a JavaScript function that makes one running instance of it. */
import type { Bound, BoundFunction, BoundInit, BoundProgram } from '../check/bound.ts';
import type { ClassType } from '../check/class-type.ts';
import { constantText } from './values.ts';
import type { Position } from '../position.ts';
import { emitClass } from './classes.ts';
import { ExpressionEmitter } from './expressions.ts';
import { Names } from './names.ts';
import { emitFunctionBody } from './functions.ts';
import { Output } from './output.ts';
import { isDestroyed, startText } from './statements.ts';

export interface EmittedProgram {
  /** Body of a function with the parameters `$` (runtime), `$l` (library), `$v` (variables). */
  readonly text: string;
  /** Where line n of `text` came from. */
  readonly places: readonly (Position | null)[];
}

/** @param libraryClasses structures that the library declares, for example `MqlTick` */
export function emitProgram(
  program: BoundProgram,
  libraryClasses: readonly ClassType[],
): EmittedProgram {
  const out = new Output();
  out.line("'use strict';");
  // What is used everywhere has a name of its own: a look into an object with every use would cost more.
  out.line('const {asIntN:$signed,asUintN:$unsigned}=BigInt,{p:$pointed,turn:$turn}=$;');
  const bodies = new Map(program.functions.map((body) => [body.symbol, body]));
  for (const type of inheritanceOrder([...libraryClasses, ...program.classes]))
    emitClass(out, type, bodies);
  for (const body of program.functions) {
    const { symbol } = body;
    if (symbol.owner !== null && !symbol.static) continue;
    out.block(`function ${symbol.id}(${parameters(body)}){`, '}', symbol.node.at, () =>
      emitFunctionBody(out, body),
    );
  }
  emitVariables(out, program);
  const handlers = program.functions.filter(
    ({ symbol }) => symbol.owner === null && !symbol.builtin,
  );
  const exported = handlers.map(({ symbol }) => `${JSON.stringify(symbol.name)}:${symbol.id}`);
  emitEnd(out, program);
  const types = libraryClasses.map((type) => type.id);
  out.line(
    `return {start:$start,end:$end,functions:{${exported.join()}},types:{${types.join()}}};`,
  );
  out.insert(1, libraryNames(out.text));
  return { text: out.text, places: out.places };
}

/** The same for each function of the library that is used. */
function libraryNames(text: string): string {
  const used = new Set(Array.from(text.matchAll(/\$l_(\w+)/g), ([, name]) => name ?? ''));
  return `const {${[...used].map((name) => `${name}:$l_${name}`).join()}}=$l;`;
}

/** `start` gives globals and statics their values in order, first those known while compiling. */
function emitVariables(out: Output, program: BoundProgram): void {
  const names = new Names();
  const expressions = new ExpressionEmitter(names);
  const statics = program.functions.flatMap((body) => body.statics);
  const variables = [...program.globals, ...statics];
  const all = [
    ...variables.filter(({ init }) => isKnown(init)),
    ...variables.filter(({ init }) => !isKnown(init)),
  ];
  for (const { variable } of all) out.line(`let ${variable.id};`, variable.at);
  const inputs = program.globals.filter(({ variable }) => variable.input);
  const first = out.length;
  out.line('function $start($inputs){');
  for (const { variable, init } of all) {
    const start = startText(expressions, variable, init);
    const given = inputs.some((input) => input.variable === variable);
    const name = JSON.stringify(variable.name);
    const value =
      variable.constant === null ? start : constantText(variable.constant, variable.type);
    out.line(
      given
        ? `${variable.id}=$.input($inputs,${name},${value});`
        : `${variable.id}=${variable.cell || variable.constant === null ? start : value};`,
      variable.at,
    );
  }
  out.line('}');
  if (names.temporaries.length > 0) out.insert(first, `let ${names.temporaries.join()};`);
}

/** Whether no function and no other variable has a part in it. */
function isKnown(init: BoundInit): boolean {
  return init.kind === 'value' ? isFixedValue(init.value) : init.kind !== 'construct';
}

function isFixedValue(value: Bound): boolean {
  if (value.kind === 'list') return value.items.every((item) => isFixedValue(item));
  return value.kind === 'constant' || value.kind === 'null';
}

/** Globals and statics end in the reverse order of their beginning. */
function emitEnd(out: Output, program: BoundProgram): void {
  const statics = program.functions.flatMap((body) => body.statics);
  const mortal = [...program.globals, ...statics].filter(({ variable }) => isDestroyed(variable));
  out.line('function $end(){');
  for (const { variable } of mortal.toReversed()) {
    const value = variable.cell ? `${variable.id}.v` : variable.id;
    out.line(`if(${variable.id})${value}.$dtor();`, variable.at);
  }
  out.line('}');
}

export function parameters({ params }: BoundFunction): string {
  return params.map(({ id }) => id).join();
}

/** A class stands behind its base and behind the structures it contains. */
function inheritanceOrder(classes: readonly ClassType[]): ClassType[] {
  const done = new Set<ClassType>();
  const visit = (type: ClassType): void => {
    if (done.has(type)) return;
    if (type.base !== null) visit(type.base);
    done.add(type);
  };
  for (const type of classes) visit(type);
  return [...done];
}
