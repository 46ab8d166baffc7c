/** Every mutant meets the same random cases: whether one survives is not a matter of luck. */
import fc from 'fast-check';

fc.configureGlobal({ seed: 20_260_101 });
