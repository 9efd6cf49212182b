/**
 * The two ways out: replies and operators' sends go `live`, commands of broadcasts go in `bulk`. Each has a queue and a
 * sender of its own, so that a broadcast never stands before a reply.
 */
export const lanes = ["live", "bulk"] as const;
export type Lane = (typeof lanes)[number];

export type ByLane<T> = Readonly<Record<Lane, T>>;
