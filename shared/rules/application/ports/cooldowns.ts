import type { Cooldown, CooldownKey } from "../../domain/judging/facts.ts";

/** The pauses of rules. Times in epoch ms. */
export type Cooldowns = {
  /** Ends of pauses by `cooldownWord`; strongly consistent. Pauses that never began are left out. */
  read(appId: string, keys: readonly CooldownKey[]): Promise<ReadonlyMap<string, number>>;
  /** Begins pauses. An earlier end never replaces a later one, so that a repeated or late call changes nothing. */
  begin(appId: string, cooldowns: readonly Cooldown[]): Promise<void>;
};
