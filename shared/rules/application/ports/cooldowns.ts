import type { Cooldown, CooldownKey } from "../../domain/judging/facts.ts";

/** The pauses of rules. */
export type Cooldowns = {
  /** Until when, epoch ms, by `cooldownWord`; strongly consistent. Those that never began are left out. */
  read(appId: string, keys: readonly CooldownKey[]): Promise<ReadonlyMap<string, number>>;
  /** Begins pauses; a later end is never replaced by an earlier one, so that doing it twice, or late, changes nothing. */
  begin(appId: string, cooldowns: readonly Cooldown[]): Promise<void>;
};
