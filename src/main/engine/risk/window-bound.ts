/**
 * Rows that a window looks at, the newest first. Whoever guesses passwords makes rows, and each of them would slow down every decision about
 * the same address or account; this many cost a fraction of a millisecond.
 */
export const mostRows = 2_000;

/**
 * What a count reads that has as many rows as it may look at, and what a sum does, in hundredths: more than any real amount. What cannot be
 * looked at must not count as harmless, or operations of one's own would hide what came before them.
 */
export const beyond = { count: mostRows, cents: 1e15 } as const;
