/**
 * Names that MQL5 has and this runtime has not: `check` lists them instead of calling them undeclared.
 * Charts, objects, indicators, databases, matrices, ONNX and OpenCL have nothing to do here.
 */

const FUNCTIONS =
  /^(?:Chart|Object|Objects|Indicator|Database|DX|CL|Onnx|Calendar|Custom|Frame|Parameter|Market|Signal|Resource|PlotIndex|SetIndex|Folder|FileSelect|Tester|Matrix)[A-Z]\w*$/;

const INDICATORS =
  /^i(?:AC|AD|ADX|ADXWilder|Alligator|AMA|AO|ATR|BearsPower|Bands|BullsPower|CCI|Chaikin|Close|Custom|DEMA|DeMarker|Envelopes|Force|Fractals|FrAMA|Gator|High|Highest|Ichimoku|BWMFI|Low|Lowest|Momentum|MFI|MA|OsMA|MACD|OBV|Open|SAR|RSI|RVI|Spread|StdDev|Stochastic|TEMA|TickVolume|RealVolume|Time|TriX|VIDyA|Volume|Volumes|WPR|BarShift|Bars)$/;

const OTHERS = new Set(
  (
    'Alert Comment MessageBox PlaySound SendMail SendNotification SendFTP WebRequest TranslateKey ' +
    'Bars BarsCalculated CopyBuffer CopyTime CopyOpen CopyHigh CopyLow CopyClose CopyTickVolume ' +
    'CopyRealVolume CopySpread CopyTicksRange CopySeries SeriesInfoInteger SetIndexBuffer ' +
    'CheckPointer DebugBreak TesterStop TesterDeposit TesterWithdrawal SetUserError SetReturnError ' +
    'TextSetFont TextOut TextGetSize FileLoad FileSave StringSetLength SymbolInfoMarginRate ' +
    'MathClassify MathArccosh MathArcsinh MathArctanh acosh asinh atanh cosh sinh tanh expm1 log1p ' +
    'ArrayToFP8 ArrayToFP16 ArrayFromFP8 ArrayFromFP16 MQL5InfoInteger MQL5InfoString'
  ).split(' '),
);

const CONSTANT_GROUPS =
  /^(?:OBJ|OBJPROP|CHART|CHARTEVENT|STYLE|DRAW|INDICATOR|PLOT|CORNER|ANCHOR|ALIGN|BORDER|FONT|FW|TA|IND|MODE|PRICE|STO|GANN|ELLIOTT|CALENDAR|DATABASE|ONNX|DX|CL|MB|KEY|STAT|SIGNAL|clr|WRONG|EMPTY|CHARTS|TESTER|CUSTOM|VOLUME|SERIES|BASE|UPPER|LOWER|MAIN|PLUSDI|MINUSDI|GATORJAW|GATORTEETH|GATORLIPS|TENKANSEN|KIJUNSEN|SENKOUSPANA|SENKOUSPANB|CHIKOUSPAN|MQL5|START|LICENSE|COLOR_FORMAT|COPY_RATES|SECTOR|INDUSTRY|MATRIX|VECTOR|AF|LOSS|REGRESSION|CLASSIFICATION|AVERAGE|AXIS|SVDZ|FP|ERR_(?:CHART|OBJECT|INDICATOR|CUSTOM|BUFFERS|CALENDAR|DATABASE|DX|FLOAT|FRAME|FTP|MAIL|MATRIX|MQL5|NOTIFICATION|ONNX|OPENCL|TEXT|VECTOR))_[A-Z0-9_]+$|^clr[A-Z]\w*$/;

const CONSTANTS = new Set(
  (
    'EMPTY IDOK IDCANCEL IDABORT IDRETRY IDIGNORE IDYES IDNO IDTRYAGAIN IDCONTINUE ' +
    'TYPE_BOOL TYPE_CHAR TYPE_UCHAR TYPE_SHORT TYPE_USHORT TYPE_COLOR TYPE_INT TYPE_UINT ' +
    'TYPE_DATETIME TYPE_LONG TYPE_ULONG TYPE_FLOAT TYPE_DOUBLE TYPE_STRING ' +
    'SYMBOL_SECTOR SYMBOL_INDUSTRY SYMBOL_SECTOR_NAME SYMBOL_INDUSTRY_NAME SYMBOL_COUNTRY ' +
    'SYMBOL_BACKGROUND_COLOR SYMBOL_CHART_MODE SYMBOL_CHART_MODE_BID SYMBOL_CHART_MODE_LAST ' +
    'SYMBOL_FORMULA SYMBOL_PAGE SYMBOL_SUBSCRIPTION_DELAY SYMBOL_SWAP_SUNDAY SYMBOL_SWAP_MONDAY ' +
    'SYMBOL_SWAP_TUESDAY SYMBOL_SWAP_WEDNESDAY SYMBOL_SWAP_THURSDAY SYMBOL_SWAP_FRIDAY ' +
    'SYMBOL_SWAP_SATURDAY SYMBOL_SWAP_ROLLOVER3DAYS SYMBOL_VOLUME_REAL SYMBOL_VOLUMEHIGH_REAL ' +
    'SYMBOL_VOLUMELOW_REAL SYMBOL_OPTION_STRIKE SYMBOL_OPTION_MODE SYMBOL_OPTION_RIGHT ' +
    'SYMBOL_OPTION_MODE_EUROPEAN SYMBOL_OPTION_MODE_AMERICAN SYMBOL_OPTION_RIGHT_CALL ' +
    'SYMBOL_OPTION_RIGHT_PUT SYMBOL_PRICE_CHANGE SYMBOL_PRICE_VOLATILITY ' +
    'SYMBOL_PRICE_THEORETICAL SYMBOL_PRICE_DELTA SYMBOL_PRICE_THETA SYMBOL_PRICE_GAMMA ' +
    'SYMBOL_PRICE_VEGA SYMBOL_PRICE_RHO SYMBOL_PRICE_OMEGA SYMBOL_PRICE_SENSITIVITY ' +
    'SYMBOL_TRADE_ACCRUED_INTEREST SYMBOL_TRADE_FACE_VALUE SYMBOL_TRADE_LIQUIDITY_RATE ' +
    'SYMBOL_SESSION_BUY_ORDERS SYMBOL_SESSION_SELL_ORDERS SYMBOL_SESSION_VOLUME ' +
    'SYMBOL_SESSION_TURNOVER SYMBOL_SESSION_INTEREST SYMBOL_SESSION_BUY_ORDERS_VOLUME ' +
    'SYMBOL_SESSION_SELL_ORDERS_VOLUME SYMBOL_SESSION_AW SYMBOL_SESSION_PRICE_SETTLEMENT ' +
    'SYMBOL_SESSION_PRICE_LIMIT_MIN SYMBOL_SESSION_PRICE_LIMIT_MAX SYMBOL_ORDERS_GTC ' +
    'SYMBOL_ORDERS_DAILY SYMBOL_ORDERS_DAILY_EXCLUDING_STOPS ' +
    'TERMINAL_OPENCL_SUPPORT TERMINAL_SCREEN_LEFT TERMINAL_SCREEN_TOP TERMINAL_SCREEN_WIDTH ' +
    'TERMINAL_SCREEN_HEIGHT TERMINAL_LEFT TERMINAL_TOP TERMINAL_RIGHT TERMINAL_BOTTOM ' +
    'TERMINAL_CPU_ARCHITECTURE TERMINAL_KEYSTATE_LEFT TERMINAL_KEYSTATE_UP ' +
    'TERMINAL_KEYSTATE_RIGHT TERMINAL_KEYSTATE_DOWN TERMINAL_KEYSTATE_MENU ' +
    'TERMINAL_KEYSTATE_CAPSLOCK TERMINAL_KEYSTATE_NUMLOCK TERMINAL_KEYSTATE_SCRLOCK ' +
    'TERMINAL_KEYSTATE_ENTER TERMINAL_KEYSTATE_INSERT TERMINAL_KEYSTATE_DELETE ' +
    'TERMINAL_KEYSTATE_HOME TERMINAL_KEYSTATE_END TERMINAL_KEYSTATE_TAB ' +
    'TERMINAL_KEYSTATE_PAGEUP TERMINAL_KEYSTATE_PAGEDOWN TERMINAL_KEYSTATE_ESCAPE ' +
    'MQL_HANDLES_USED MQL_STARTED_FROM ERR_HISTORY_TIMEOUT ERR_HISTORY_BARS_LIMIT ' +
    'ERR_HISTORY_LOAD_ERRORS ERR_HISTORY_SMALL_BUFFER'
  ).split(' '),
);

/** Types of the same areas. */
const TYPES =
  /^(?:ENUM_(?:APPLIED_|MA_METHOD$|STO_PRICE$|LINE_STYLE$|DRAW_TYPE$|OBJECT|BASE_CORNER$|ANCHOR_POINT$|ARROW_ANCHOR$|ALIGN_MODE$|BORDER_TYPE$|CHART_|INDEXBUFFER_TYPE$|PLOT_PROPERTY_|CUSTOMIND_PROPERTY_|INDICATOR$|STATISTICS$|SERIES_INFO_INTEGER$|SERIESMODE$|GANN_DIRECTION$|ELLIOT_WAVE_DEGREE$|COLOR_FORMAT$|DATATYPE$|CALENDAR_|DATABASE_|SIGNAL_|OPENCL_|DX_|ONNX_|MATRIX_|VECTOR_|EIG_|SVD|LOSS_|REGRESSION_|CLASSIFICATION_|ACTIVATION_|AVERAGE_MODE$|FP_CLASS$|COPY_|LICENSE_TYPE$|FONT_|HISTOGRAM_|PROGRAM_|SYMBOL_)\w*|MqlCalendar\w+|MqlParam|DXVector\w*|DXMatrix|DXColor|DXVertexLayout|Onnx(?:Type|Tensor|Map|Sequence)\w+|(?:matrix|vector|complex)[fc]?)$/;

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
  return CONSTANT_GROUPS.test(name) || CONSTANTS.has(name) || COLORS.has(name);
}
