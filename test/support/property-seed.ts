import fc from 'fast-check';

/**
 * Property tests try the same examples in every run, so that what a change is judged by is the change. `PORTCULLIS_SEED=1 npm test` tries
 * others; a failure prints the seed and the path that repeat it.
 */
fc.configureGlobal({ seed: Number(process.env.PORTCULLIS_SEED ?? 20_261) });
