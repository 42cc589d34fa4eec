// Runs of messages that somebody looks at, and what need not be held besides.

/** A run of seqs. */
export interface Piece {
  low: number;
  high: number;
}

/** Return from which seq on everything stays held: the newest `keep`, and what is looked at that reaches them. */
export function lowestToKeep(
  seqs: Iterable<number>,
  floor: number,
  keep: number,
  pieces: Iterable<Piece>,
): number {
  const newest = [...seqs].filter((seq) => seq >= floor).sort((a, b) => b - a);
  let lowest = newest[keep - 1] ?? floor;
  for (const { low, high } of pieces) if (high >= lowest) lowest = Math.min(lowest, low);
  return lowest;
}
