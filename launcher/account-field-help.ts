/** What each field of an account is for, as the flags of `lockstep accounts add|edit` explain it. */

/** By field of the document; with the value that holds without it. */
export const ACCOUNT_FIELD_HELP: Readonly<Record<string, string>> = {
  type: 'master or slave',
  path: 'The absolute path of terminal64.exe, or "simulator" for a simulated terminal',
  enabled: 'Whether `lockstep up` serves it; --no-enabled for not',
  suffix: 'What its broker adds to symbols, such as .c (default: nothing)',
  prefix: 'What its broker puts before symbols, such as m. (default: nothing)',
  symbol_map:
    'Slave: symbols that have another name there, such as XAUUSD=GOLD US30=DJ30, or none (XAUUSD=) and are not copied; replaces the whole map',
  slippage_tolerance:
    "Slave: open nothing when the price is further from the master's, points (default: the setting slippage-tolerance)",
  slippage_mode: 'Slave: absolute (default) counts better prices too, adverse only worse ones',
  masters: 'Slave: names of the masters it follows (default: all enabled ones)',
  login: 'Its login number (default: the one that its terminal has at the first connection)',
  server: 'Its trade server, such as Broker-Demo (default: the same way)',
  sizing: "Slave: same (default) as the master's volume, multiplier:0.5 of it, or fixed:0.10 lots",
  max_lots: 'Slave: refuse a copy of more lots (default: no limit)',
  max_open_copies: 'Slave: refuse what would be more copies at once (default: no limit)',
  max_total_lots: 'Slave: refuse what would be more lots at once (default: no limit)',
  max_signal_age: 'Slave: open nothing that the master opened longer ago, seconds (default: 10)',
  filling: 'Slave: how its orders are filled: auto (default), ioc or fok',
  min_modify_interval:
    'Slave: time between two changes of SL and TP of one copy, seconds (default: 1)',
  daily_request_limit:
    'Slave: after so many requests in a day SL and TP stay as they are; opens and closes go on (default: no limit)',
  on_silence:
    'Slave: what its EA does when Lockstep is silent: hold (default), flatten_copies closes the copies, flatten_all every position',
  silence_seconds: 'Slave: silent for so long, seconds (default: 30)',
  ea_port: 'Port between its EA and Lockstep (default: the next free one from 47101)',
  bus_endpoint:
    'Master: where its slaves hear it, such as tcp://127.0.0.1:5555 (default: given out)',
  host: 'Name of the computer that alone serves it (default: any where `lockstep up` runs)',
  terminal_arguments: 'With what `lockstep up --start-terminals` starts it, such as /portable',
};
