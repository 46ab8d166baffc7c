/** The recorded minutes that the demo plays, around the US payrolls release of 2014-05-02 12:30:00 UTC. */
export const DEMO_WINDOW = {
  /** 12:29:20 UTC. */
  fromMs: 1_399_033_760_000,
  /** 12:32:30 UTC. */
  untilMs: 1_399_033_950_000,
  /** When the prices jump: EURUSD falls by 35 pips within a second. */
  releaseMs: 1_399_033_800_000,
} as const;
