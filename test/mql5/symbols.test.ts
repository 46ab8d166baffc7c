/** What GET_SYMBOL tells of a symbol. */
import { expect, test } from 'vitest';
import { toSymbolSpec } from '../../messaging/ea-book.ts';
import { symbolResult } from '../../messaging/ea-protocol.ts';
import type { Cell } from '../../simulator/mql5/runtime/objects.ts';
import { eaPart } from './ea-part.ts';

const PROGRAM = `
#include <Lockstep/Symbols.mqh>
string Told(void)
  {
   CJsonWriter json;
   json.BeginObject("");
   WriteSymbol(json,"GER40");
   json.EndObject();
   return(json.Result());
  }
`;
const [VOLUME_MIN, VOLUME_MAX, VOLUME_STEP] = [34, 35, 36];

/** The specification that the node makes of a symbol with these lots. */
function specOf(min: number, max: number, step: number) {
  const lots = new Map([
    [VOLUME_MIN, min],
    [VOLUME_MAX, max],
    [VOLUME_STEP, step],
  ]);
  const { call } = eaPart(PROGRAM, {
    SymbolInfoDouble: (_symbol: string, id: number, target?: Cell) => {
      const value = lots.get(id) ?? 0.1;
      if (target === undefined) return value;
      target.v = value;
      return true;
    },
    SymbolInfoInteger: () => 1n,
    SymbolInfoString: () => 'EUR',
    SymbolInfoSessionTrade: () => false,
  });
  return toSymbolSpec(symbolResult.parse(JSON.parse(String(call('Told')))));
}

test.each([
  { min: 0.01, max: 50, step: 0.01, volumeStep: '0.01', minSteps: 1, maxSteps: 5_000 },
  { min: 1, max: 100, step: 1, volumeStep: '1', minSteps: 1, maxSteps: 100 },
  { min: 0.01, max: 0.95, step: 0.1, volumeStep: '0.1', minSteps: 1, maxSteps: 9 },
  { min: 0.25, max: 2.5, step: 1, volumeStep: '1', minSteps: 1, maxSteps: 2 },
])('lots from $min to $max in steps of $step', ({ min, max, step, ...spec }) => {
  expect(specOf(min, max, step)).toMatchObject(spec);
});
