/**
 * Names that MQL5 has and this runtime has not: `check` lists them instead of calling them undeclared.
 * Charts, objects, indicators, databases, ONNX and OpenCL have nothing to do here.
 */

const FUNCTIONS =
  /^(?:Chart|Object|Objects|Indicator|Database|DX|CL|Onnx|Calendar|Custom|Frame|Parameter|Market|Signal|TextS|TextO|TextG|Resource|PlotIndex|SetIndex|Folder|FileSelect|Tester|Matrix)[A-Z]\w*$/;

const INDICATORS =
  /^i(?:AC|AD|ADX|ADXWilder|Alligator|AMA|AO|ATR|BearsPower|Bands|BullsPower|CCI|Chaikin|Close|Custom|DEMA|DeMarker|Envelopes|Force|Fractals|FrAMA|Gator|High|Highest|Ichimoku|BWMFI|Low|Lowest|Momentum|MFI|MA|OsMA|MACD|OBV|Open|SAR|RSI|RVI|Spread|StdDev|Stochastic|TEMA|TickVolume|RealVolume|Time|TriX|VIDyA|Volume|Volumes|WPR|BarShift|Bars)$/;

const OTHERS = new Set(
  (
    'Alert Comment MessageBox PlaySound SendMail SendNotification SendFTP WebRequest TranslateKey ' +
    'Bars BarsCalculated CopyBuffer CopyTime CopyOpen CopyHigh CopyLow CopyClose CopyTickVolume ' +
    'CopyRealVolume CopySpread CopyTicksRange CopySeries SetIndexBuffer CheckPointer DebugBreak ' +
    'TesterStop TesterDeposit TesterWithdrawal SetUserError'
  ).split(' '),
);

const CONSTANTS =
  /^(?:OBJ|OBJPROP|CHART|CHARTEVENT|STYLE|DRAW|INDICATOR|PLOT|CORNER|ANCHOR|ALIGN|BORDER|FONT|FW|IND|MODE|PRICE|STO|GANN|ELLIOTT|CALENDAR|DATABASE|ONNX|DX|CL|MB|ID|IDOK|KEY|STAT|SIGNAL|clr|WRONG|EMPTY|CHARTS|TESTER|CUSTOM|VOLUME|SERIES|BASE|UPPER|LOWER|MAIN|PLUSDI|MINUSDI|GATORJAW|GATORTEETH|GATORLIPS|TENKANSEN|KIJUNSEN|SENKOUSPANA|SENKOUSPANB|CHIKOUSPAN)_[A-Z0-9_]+$|^clr[A-Z]\w*$/;

export function isAbsentFunction(name: string): boolean {
  return FUNCTIONS.test(name) || INDICATORS.test(name) || OTHERS.has(name);
}

export function isAbsentConstant(name: string): boolean {
  return CONSTANTS.test(name);
}
