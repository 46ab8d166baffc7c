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

/** Types of the same areas. */
const TYPES =
  /^(?:ENUM_(?:APPLIED_|MA_METHOD$|STO_PRICE$|LINE_STYLE$|DRAW_TYPE$|OBJECT|BASE_CORNER$|ANCHOR_POINT$|ARROW_ANCHOR$|ALIGN_MODE$|BORDER_TYPE$|CHART_|INDEXBUFFER_TYPE$|PLOT_PROPERTY_|CUSTOMIND_PROPERTY_|INDICATOR$|STATISTICS$|SERIES_INFO_INTEGER$|GANN_DIRECTION$|ELLIOT_WAVE_DEGREE$|COLOR_FORMAT$|DATATYPE$|CALENDAR_|DATABASE_|SIGNAL_BASE_|OPENCL_|DX_|ONNX_|MATRIX_|VECTOR_|EIG_|SVD|LOSS_|REGRESSION_|ACTIVATION_|AVERAGE_MODE$|COPY_|LICENSE_TYPE$|FONT_|HISTOGRAM_|PROGRAM_|SYMBOL_)\w*|MqlCalendar\w+|MqlParam|DXVector\w*|DXMatrix|DXVertexLayout|OnnxTensor\w+)$/;

const COLORS = new Set(
  (
    'AliceBlue AntiqueWhite Aqua Aquamarine Beige Bisque Black BlanchedAlmond Blue BlueViolet Brown BurlyWood ' +
    'CadetBlue Chartreuse Chocolate Coral CornflowerBlue Cornsilk Crimson DarkBlue DarkGoldenrod DarkGray ' +
    'DarkGreen DarkKhaki DarkOliveGreen DarkOrange DarkOrchid DarkSalmon DarkSeaGreen DarkSlateBlue ' +
    'DarkSlateGray DarkTurquoise DarkViolet DeepPink DeepSkyBlue DimGray DodgerBlue FireBrick ForestGreen ' +
    'Gainsboro Gold Goldenrod Gray Green GreenYellow Honeydew HotPink IndianRed Indigo Ivory Khaki Lavender ' +
    'LavenderBlush LawnGreen LemonChiffon LightBlue LightCoral LightCyan LightGoldenrod LightGray LightGreen ' +
    'LightPink LightSalmon LightSeaGreen LightSkyBlue LightSlateGray LightSteelBlue LightYellow Lime ' +
    'LimeGreen Linen Magenta Maroon MediumAquamarine MediumBlue MediumOrchid MediumPurple MediumSeaGreen ' +
    'MediumSlateBlue MediumSpringGreen MediumTurquoise MediumVioletRed MidnightBlue MintCream MistyRose ' +
    'Moccasin NavajoWhite Navy OldLace Olive OliveDrab Orange OrangeRed Orchid PaleGoldenrod PaleGreen ' +
    'PaleTurquoise PaleVioletRed PapayaWhip PeachPuff Peru Pink Plum PowderBlue Purple Red RosyBrown ' +
    'RoyalBlue SaddleBrown Salmon SandyBrown SeaGreen Seashell Sienna Silver SkyBlue SlateBlue SlateGray ' +
    'Snow SpringGreen SteelBlue Tan Teal Thistle Tomato Turquoise Violet Wheat White WhiteSmoke Yellow YellowGreen'
  ).split(' '),
);

export function isAbsentType(name: string): boolean {
  return TYPES.test(name);
}

export function isAbsentFunction(name: string): boolean {
  return FUNCTIONS.test(name) || INDICATORS.test(name) || OTHERS.has(name);
}

export function isAbsentConstant(name: string): boolean {
  return CONSTANTS.test(name) || COLORS.has(name);
}
