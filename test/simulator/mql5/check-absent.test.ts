/** What MQL5 has and this runtime has not is listed, never called undeclared. */
import { expect, test } from 'vitest';
import { checkSource } from '../../../simulator/mql5/check-source.ts';
import { brief, source } from './builders.ts';

function inspect(body: string): { errors: string[]; absent: readonly string[] } {
  const { diagnostics, absent } = checkSource(source(`void OnStart() { ${body} }`));
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  return { errors: brief(errors), absent };
}

test.each([
  ['matrix m=matrix::Zeros(2,2); m[0][1]=m.Row(0)[1]*2; m.Init(2,2);', ['matrix', 'matrix::Zeros']],
  [
    'vector v={1,2}; v=vector::Ones(2)+v*v.Sum(); double d=v[0]; Print(d,v.Size());',
    ['vector', 'vector::Ones'],
  ],
  [
    'matrix<double> a; vector<float> b; matrixf c(1,1); vectorf d(2); a.Init(1,1);',
    ['matrix', 'matrixf', 'vector', 'vectorf'],
  ],
  ['complex z=3+2i; double x=z.real+z.imag; z=1.5i*z; Print(x);', ['complex']],
  [
    'OnnxTypeInfo t; OnnxGetInputTypeInfo(1,0,t); Print(ONNX_DATA_TYPE_FLOAT);',
    ['ONNX_DATA_TYPE_FLOAT', 'OnnxGetInputTypeInfo', 'OnnxTypeInfo'],
  ],
  [
    'ENUM_ACTIVATION_FUNCTION f=AF_RELU; Print(LOSS_MSE,REGRESSION_RMSE,f);',
    ['AF_RELU', 'ENUM_ACTIVATION_FUNCTION', 'LOSS_MSE', 'REGRESSION_RMSE'],
  ],
  ['void *p=NULL; const void *q=p; if(CheckPointer(q)==POINTER_INVALID) p=NULL;', ['void*']],
  ['if(MQL5InfoInteger(MQL5_TRADE_ALLOWED)) Print(1);', ['MQL5InfoInteger', 'MQL5_TRADE_ALLOWED']],
  [
    'MqlParam p[1]; p[0].type=TYPE_INT; Print(TYPE_STRING);',
    ['MqlParam', 'TYPE_INT', 'TYPE_STRING'],
  ],
  [
    'if(MessageBox("?","t",MB_YESNO)==IDYES) TextSetFont("Arial",10);',
    ['IDYES', 'MB_YESNO', 'MessageBox', 'TextSetFont'],
  ],
  [
    'Print(tanh(1.0),MathClassify(1.0)==FP_NAN,SeriesInfoInteger(_Symbol,PERIOD_D1,SERIES_BARS_COUNT));',
    ['FP_NAN', 'MathClassify', 'SERIES_BARS_COUNT', 'SeriesInfoInteger', 'tanh'],
  ],
  [
    'SymbolInfoString(_Symbol,SYMBOL_SECTOR_NAME); TerminalInfoInteger(TERMINAL_SCREEN_WIDTH);',
    ['SYMBOL_SECTOR_NAME', 'TERMINAL_SCREEN_WIDTH'],
  ],
])('%s needs %j', (body, expected) => {
  const { errors, absent } = inspect(body);
  expect(errors).toEqual([]);
  expect(absent).toEqual(expected);
});

test.each([
  ['Print(SYMBOL_ASKK);', ['1,24 256']],
  ['Print(matrices::Zeros(2));', ['1,34 256']],
  ['double d=1.5j;', ['1,27 239']],
])('%s is still no MQL5', (body, expected) => {
  expect(inspect(body).errors).toEqual(expected);
});

test('a program may have a type of its own by the name of a newer one', () => {
  const text = `struct complex { double re; complex(void); complex operator-(void); };
complex::complex(void) : re(1) {} complex complex::operator-(void) { complex c; c.re=-re; return c; }
void OnStart() { complex z; complex y=-z; Print(y.re); }`;
  const { diagnostics, absent } = checkSource(source(text));
  expect(brief(diagnostics)).toEqual([]);
  expect(absent).toEqual([]);
});
