import type { Acted } from "../../accounts/domain/windows.ts";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { isForgotten } from "../domain/profile.ts";
import type { ProfileKey, Profiles } from "./ports/profiles.ts";

/** Reads what people did that opens windows; undefined for people who have no profile, or whose profile was forgotten. */
export function createReadActed(deps: {
  readonly profiles: Pick<Profiles, "get">;
  readonly clock: Clock;
}): (keys: readonly ProfileKey[]) => Promise<readonly (Acted | undefined)[]> {
  async function one({ appId, wxid }: ProfileKey): Promise<Acted | undefined> {
    const stored = await deps.profiles.get(appId, wxid, deps.clock.now());
    return stored && !isForgotten(stored.profile) ? stored.profile.acted : undefined;
  }
  return (keys) => Promise.all(keys.map(one));
}
