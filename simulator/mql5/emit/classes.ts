/** JavaScript for structures and classes: fields, methods, copying, construction and destruction. */
import type { BoundFunction } from '../check/bound.ts';
import type { ClassType } from '../check/class-type.ts';
import type { FunctionSymbol } from '../check/symbols.ts';
import { emitFunctionBody } from './functions.ts';
import { ExpressionEmitter } from './expressions.ts';
import { Names, methodName } from './names.ts';
import type { Output } from './output.ts';
import { formOf, zeroText } from './values.ts';

type Bodies = ReadonlyMap<FunctionSymbol, BoundFunction>;

export function emitClass(out: Output, type: ClassType, bodies: Bodies): void {
  const { id, base, fields } = type;
  const root = type.keyword === 'union' ? '$.Union' : '$.Obj';
  out.block(`class ${id} extends ${base?.id ?? root}{`, '}', null, () => {
    out.line('constructor(){super();');
    for (const field of fields) out.line(`this.${field.id}=${zeroText(field.type)};`, field.at);
    out.line('}');
    emitLayout(out, type);
    if (type.keyword === 'union') emitUnionCopying(out, type);
    else emitCopying(out, type);
    emitLifetime(out, type, bodies);
    for (const symbol of [...type.methods.values()].flat())
      emitMethod(out, methodName(symbol), bodies.get(symbol));
    for (const list of type.templates.values()) {
      for (const template of list) {
        for (const symbol of template.instances.values())
          emitMethod(out, methodName(symbol), bodies.get(symbol));
      }
    }
    for (const symbol of type.constructors) emitMethod(out, symbol.id, bodies.get(symbol));
  });
}

function emitMethod(out: Output, name: string, body: BoundFunction | undefined): void {
  if (body === undefined || body.symbol.static) return;
  const params = body.params.map(({ id }) => id).join();
  out.block(`${name}(${params}){`, '}', body.symbol.node.at, () => emitFunctionBody(out, body));
}

/** What lets a simple structure be seen as bytes. */
function emitLayout(out: Output, type: ClassType): void {
  if (!type.copyable || !type.isSimple()) return;
  const own = type.fields.map((field) => `[${JSON.stringify(field.id)},'${formOf(field.type)}']`);
  const inherited = type.base === null ? '' : `...${type.base.id}.$own,`;
  out.line(`static $own=[${inherited}${own.join()}];`);
  out.line(`get $layout(){return ${type.id}.$own;}`);
}

/** The members of a union are one thing: copies go by its bytes, a list fills the first. */
function emitUnionCopying(out: Output, { id, fields: [first] }: ClassType): void {
  out.line(`$copy(){return new ${id}().$set(this);}`);
  out.line('$set(o){this.$adopt(o.$view());return this;}');
  out.line('$zero(){this.$adopt(new DataView(new ArrayBuffer(0)));}');
  if (first === undefined) return;
  const name = JSON.stringify(first.id);
  out.line(`$fields(a){if(a.length>0)this.$use(${name}).${first.id}=a[0];return this;}`);
}

function emitCopying(out: Output, { id, base, fields }: ClassType): void {
  out.line(`$copy(){return new ${id}().$set(this);}`);
  out.block('$set(o){', '}', null, () => {
    if (base !== null) out.line('super.$set(o);');
    for (const { id: name, type } of fields) {
      const deep = type.kind === 'class' || type.kind === 'array';
      out.line(deep ? `this.${name}.$set(o.${name});` : `this.${name}=o.${name};`);
    }
    out.line('return this;');
  });
  out.block('$fields(a){', '}', null, () => {
    const inherited = base === null ? 0 : countFields(base);
    if (base !== null) out.line('super.$fields(a);');
    for (const [index, { id: name }] of fields.entries()) {
      out.line(`if(a.length>${inherited + index})this.${name}=a[${inherited + index}];`);
    }
    out.line('return this;');
  });
  out.block('$zero(){', '}', null, () => {
    if (base !== null) out.line('super.$zero();');
    for (const { id: name, type } of fields) {
      const deep = type.kind === 'class' || type.kind === 'array';
      out.line(deep ? `this.${name}.$zero();` : `this.${name}=${zeroText(type)};`);
    }
  });
}

function countFields(type: ClassType): number {
  return type.fields.length + (type.base === null ? 0 : countFields(type.base));
}

/** `$init` is construction without arguments, `$dtor` runs the destructors from the class downwards. */
function emitLifetime(out: Output, type: ClassType, bodies: Bodies): void {
  const { base, fields, destructor, constructors } = type;
  const expressions = new ExpressionEmitter(new Names());
  const byDefault = constructors.find(({ required }) => required === 0);
  out.block('$init(){', '}', null, () => {
    if (byDefault !== undefined) {
      const defaults = byDefault.params.map(({ init }) =>
        init === null ? '' : expressions.emit(init),
      );
      return out.line(`return this.${byDefault.id}(${defaults.join()});`);
    }
    if (base !== null) out.line('super.$init();');
    for (const { id, type: field } of fields) {
      if (field.kind === 'class') out.line(`this.${id}.$init();`);
      if (field.kind === 'array' && field.of.kind === 'class') out.line(`this.${id}.$construct();`);
    }
    out.line('return this;');
  });
  const body = destructor === null ? undefined : bodies.get(destructor);
  if (body !== undefined) out.block('$own_dtor(){', '}', null, () => emitFunctionBody(out, body));
  out.block('$dtor(){', '}', null, () => {
    if (body !== undefined) out.line(`${type.id}.prototype.$own_dtor.call(this);`);
    for (const { id, type: field } of fields.toReversed()) {
      if (field.kind === 'class' && field.needsDestruction()) out.line(`this.${id}.$dtor();`);
      if (field.kind === 'array' && field.of.kind === 'class' && field.of.needsDestruction())
        out.line(`this.${id}.$dtor();`);
    }
    out.line('super.$dtor();');
  });
}
