/**
 * The two lanes: replies and operators' sends are `live`, commands of broadcasts are `bulk`. Each lane has a queue and a
 * sender of its own, so that a reply never waits behind a broadcast.
 */
export const lanes = ["live", "bulk"] as const;
export type Lane = (typeof lanes)[number];

export type ByLane<T> = Readonly<Record<Lane, T>>;
