/** JavaScript for expressions. Every value is evaluated once and in the order of the source. */
import type { Bound, BoundArgument } from '../check/bound.ts';
import type { FunctionSymbol, Variable } from '../check/symbols.ts';
import { VOID } from '../check/types.ts';
import { arithmeticText, complementText, negateText } from './arithmetic.ts';
import { libraryCallText } from './library-calls.ts';
import { methodName, type Names } from './names.ts';
import { constantText, convertText, madeText, setText, zeroText } from './values.ts';

export class ExpressionEmitter {
  readonly names: Names;
  /** Rows of arrays that the call being emitted passes. */
  #rows: string[] = [];

  constructor(names: Names) {
    this.names = names;
  }

  emit(node: Bound): string {
    switch (node.kind) {
      case 'constant':
        return constantText(node.value, node.type);
      case 'null':
      case 'nothing':
        return zeroText(node.type.kind === 'class' ? VOID : node.type);
      case 'this':
        return 'this';
      case 'variable':
        return this.#variable(node.variable);
      case 'field':
        return `${this.#holder(node)}.${node.variable.id}`;
      case 'index':
        return this.#element(node, null);
      case 'convert':
        return this.#convert(node);
      case 'arithmetic':
        return arithmeticText(node.op, node.type, this.emit(node.left), this.emit(node.right));
      case 'compare': {
        const op = node.op === '==' ? '===' : node.op === '!=' ? '!==' : node.op;
        return `(${this.emit(node.left)}${op}${this.emit(node.right)})`;
      }
      case 'logical':
        return `(${this.emit(node.left)}${node.op}${this.emit(node.right)})`;
      case 'negate':
        return negateText(this.emit(node.value), node.type);
      case 'complement':
        return complementText(this.emit(node.value), node.type);
      case 'not':
        return `(!${this.emit(node.value)})`;
      case 'assign':
        return this.assign(node.target, this.emit(node.value));
      case 'update':
        return this.#update(node);
      case 'conditional':
        return `(${this.emit(node.condition)}?${this.emit(node.yes)}:${this.emit(node.no)})`;
      case 'sequence':
        return `(${this.emit(node.left)},${this.emit(node.right)})`;
      case 'call':
        return this.#withRows(() => this.#call(node));
      case 'call-pointer':
        return this.#withRows(
          () => `$.callable(${this.emit(node.callee)})(${this.args(node.args)})`,
        );
      case 'function':
        return node.target.builtin ? `$l_${node.target.name}` : node.target.id;
      case 'new':
        return madeText(node.type, this.construct(zeroText(node.class), node.target, node.args));
      case 'delete':
        return `$.destroy(${this.emit(node.value)})`;
      case 'address':
        return this.emit(node.value);
      case 'pointer-check':
        return `$.valid(${this.emit(node.value)})`;
      case 'dynamic-cast':
        return `$.cast(${this.emit(node.value)},${node.class.id})`;
      case 'list':
        return this.#list(node);
      case 'absent':
        return `$.absent(${JSON.stringify(node.name)})`;
      default:
        return 'null';
    }
  }

  /** A value that is stored: structures are copied. */
  stored(node: Bound): string {
    const code = this.emit(node);
    const fresh = ['call', 'list', 'null', 'new'].includes(node.kind);
    return node.type.kind === 'class' && !fresh ? `${code}.$copy()` : code;
  }

  /** The object whose member is used; pointers are checked. */
  object(node: Bound): string {
    const code = this.emit(node);
    return node.type.kind === 'pointer' && node.kind !== 'this' && node.kind !== 'address'
      ? `$pointed(${code})`
      : code;
  }

  /** The object whose field is used; a union brings the field up to date first. */
  #holder({ object, variable }: Extract<Bound, { kind: 'field' }>): string {
    const code = this.object(object);
    const type = object.type.kind === 'pointer' ? object.type.to : object.type;
    const shares = type.kind === 'class' && type.keyword === 'union';
    return shares ? `${code}.$use(${JSON.stringify(variable.id)})` : code;
  }

  construct(object: string, target: FunctionSymbol | null, args: readonly BoundArgument[]): string {
    return target === null ? `${object}.$init()` : `${object}.${target.id}(${this.args(args)})`;
  }

  args(args: readonly BoundArgument[]): string {
    return args.map((arg) => this.argument(arg)).join();
  }

  argument({ value, mode }: BoundArgument): string {
    if (mode === 'value') return this.emit(value);
    if (mode === 'share') return isRow(value) ? this.#row(value) : this.object(value);
    switch (value.kind) {
      case 'variable':
        return value.variable.cell || isCellParameter(value.variable)
          ? value.variable.id
          : this.emit(value);
      case 'field':
        return `$.fieldRef(${this.#holder(value)},${JSON.stringify(value.variable.id)})`;
      case 'index':
        return `$.elementRef(${this.object(value.array)},${this.#offset(value)})`;
      default:
        return `{v:${this.emit(value)}}`;
    }
  }

  /** A row of an array is passed as a copy, which is written back when the call is over. */
  #row(value: Extract<Bound, { kind: 'index' }>): string {
    const row = this.names.temporary();
    this.#rows.push(row);
    const indices = value.indices.map((index) => this.emit(index)).join();
    return `(${row}=new $.Row(${this.object(value.array)},[${indices}]))`;
  }

  #withRows(call: () => string): string {
    const outer = this.#rows;
    this.#rows = [];
    const code = call();
    const rows = this.#rows;
    this.#rows = outer;
    if (rows.length === 0) return code;
    const result = this.names.temporary();
    return `(${result}=${code},${rows.map((row) => `${row}.$back()`).join()},${result})`;
  }

  #variable(variable: Variable): string {
    if (variable.place === 'builtin') return `$v.${variable.name}`;
    return variable.cell || isCellParameter(variable) ? `${variable.id}.v` : variable.id;
  }

  #convert({ type, value }: Extract<Bound, { kind: 'convert' }>): string {
    if (type.kind === 'class') {
      return value.type.kind === 'pointer' ? `$pointed(${this.emit(value)})` : this.emit(value);
    }
    return convertText(this.emit(value), value.type, type);
  }

  assign(target: Bound, code: string): string {
    if (target.type.kind === 'class') return setText(target, this.object(target), code);
    if (target.kind === 'index') return this.#element(target, code);
    return `(${this.emit(target)}=${code})`;
  }

  #offset(node: Extract<Bound, { kind: 'index' }>): string {
    const [only, ...more] = node.indices.map((index) => this.emit(index));
    return more.length === 0 ? (only ?? '0') : `[${[only, ...more].join()}]`;
  }

  #element(node: Extract<Bound, { kind: 'index' }>, value: string | null): string {
    const many = node.indices.length > 1;
    const method = value === null ? (many ? 'getAt' : 'get') : many ? 'setAt' : 'set';
    const store = value === null ? '' : `,${value}`;
    return `${this.object(node.array)}.${method}(${this.#offset(node)}${store})`;
  }

  #update(node: Extract<Bound, { kind: 'update' }>): string {
    const { target, type, work } = node;
    const value = this.emit(node.value);
    const next = (old: string): string => {
      const result = arithmeticText(node.op, work, convertText(old, type, work), value);
      return convertText(result, work, type);
    };
    const before: string[] = [];
    const place = this.#stablePlace(target, before);
    if (node.result === 'new') return `(${[...before, place.set(next(place.get))].join()})`;
    const old = this.names.temporary();
    return `(${[...before, `${old}=${place.get}`, place.set(next(old)), old].join()})`;
  }

  /** A place that can be named twice without evaluating its parts twice. */
  #stablePlace(target: Bound, before: string[]): { get: string; set: (value: string) => string } {
    if (target.kind === 'index') {
      const array = this.names.temporary();
      const offset = this.names.temporary();
      before.push(`${array}=${this.object(target.array)}`, `${offset}=${this.#offset(target)}`);
      const [get, set] = target.indices.length > 1 ? ['getAt', 'setAt'] : ['get', 'set'];
      return {
        get: `${array}.${get}(${offset})`,
        set: (value) => `${array}.${set}(${offset},${value})`,
      };
    }
    if (target.kind === 'field' && target.object.kind !== 'this') {
      const object = this.names.temporary();
      before.push(`${object}=${this.#holder(target)}`);
      const place = `${object}.${target.variable.id}`;
      return { get: place, set: (value) => `${place}=${value}` };
    }
    const place = this.emit(target);
    return { get: place, set: (value) => `${place}=${value}` };
  }

  #call(node: Extract<Bound, { kind: 'call' }>): string {
    const { target, object, direct } = node;
    if (target.builtin) return libraryCallText(this, target, node.args);
    const args = this.args(node.args);
    if (target.node.imported !== null) return `$.imported(${JSON.stringify(target.name)})`;
    if (object === null || target.static) return `${target.id}(${args})`;
    if (!target.virtual) return `${this.object(object)}.${target.id}(${args})`;
    const name = methodName(target);
    if (!direct) return `${this.object(object)}.${name}(${args})`;
    const rest = args === '' ? '' : `,${args}`;
    return `${target.owner?.id ?? ''}.prototype.${name}.call(${this.object(object)}${rest})`;
  }

  #list(node: Extract<Bound, { kind: 'list' }>): string {
    const { type, items } = node;
    if (type.kind === 'array') {
      return `${zeroText(type)}.$fill([${items.map((item) => this.stored(item)).join()}])`;
    }
    if (type.kind === 'class')
      return `new ${type.id}().$fields([${items.map((item) => this.stored(item)).join()}])`;
    return zeroText(type);
  }
}

/** `a[i]` of an array of several dimensions. */
function isRow(value: Bound): value is Extract<Bound, { kind: 'index' }> {
  return value.kind === 'index' && value.type.kind === 'array';
}

/** Parameters that stand for another variable hold its cell; objects and arrays are their own handle. */
function isCellParameter({ reference, type }: Variable): boolean {
  return reference && type.kind !== 'class' && type.kind !== 'array';
}
