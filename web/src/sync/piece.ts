// Runs of messages that somebody looks at, and what else need not be held.

/** A run of seqs. */
export interface Piece {
  low: number;
  high: number;
}

/** Return the seq from which everything stays held: the newest `keep`, and those looked-at runs that reach them. */
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
