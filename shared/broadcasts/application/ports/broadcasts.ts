import type { Broadcast } from "../../domain/broadcast.ts";

/** Broadcasts as operators define them. */
export type Broadcasts = {
  /** Strongly consistent. */
  get(id: string): Promise<Broadcast | undefined>;
  /** By id. */
  list(limit: number, cursor?: string): Promise<{ broadcasts: readonly Broadcast[]; cursor?: string }>;
  put(broadcast: Broadcast): Promise<void>;
  /** False if there is no such broadcast. */
  remove(id: string): Promise<boolean>;
};
