import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { Conversations } from "../../conversations/application/ports/conversations.ts";
import type { SessionKey } from "../../conversations/domain/conversation.ts";
import { inParallel } from "../../kernel/application/in-parallel.ts";
import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { forgottenProfile, totalOf } from "../domain/profile.ts";
import type { Profiles } from "./ports/profiles.ts";

export type ForgetUserDeps = {
  readonly accounts: Pick<Accounts, "get">;
  readonly profiles: Pick<Profiles, "get" | "put">;
  readonly conversations: Pick<Conversations, "read" | "change">;
  /** Forgets what else is known of a user, such as the person that the user is at other accounts; may be repeated. */
  readonly forgetElsewhere: (appId: string, wxid: string) => Promise<void>;
  readonly clock: Clock;
  readonly metrics: Metrics;
};

/** The account's consumer writes the same profile. */
const ATTEMPTS = 5;
const SIDE_BY_SIDE = 8;

/**
 * Forgets what an account knows of a user: the profile, the sessions in the chats that it names, and what is known
 * elsewhere. What was accepted up to now never counts again, be it on its way or replayed from the journal; the next message begins a new profile.
 * Doing it twice is the same as once. Throws `not-found` if the account is not registered, and `unavailable`.
 */
export function createForgetUser(deps: ForgetUserDeps): (appId: string, wxid: string) => Promise<void> {
  async function endSession(appId: string, key: SessionKey): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { revision, session } = await deps.conversations.read(appId, key);
      if (!session || (await deps.conversations.change(appId, { key, revision }, deps.clock.now()))) return;
    }
    throw new AppError("unavailable", "the session was written by others all the time", { retryable: true });
  }

  return async (appId, wxid) => {
    if (!(await deps.accounts.get(appId))?.registered) {
      throw new AppError("not-found", `there is no account '${appId}'`, { details: { appId } });
    }
    await deps.forgetElsewhere(appId, wxid);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const now = deps.clock.now();
      const stored = await deps.profiles.get(appId, wxid, now);
      const chats = stored ? Object.keys(totalOf(stored.profile).chats).filter((chat) => chat !== wxid) : [];
      const inGroups = chats.map((conversationId) => ({ conversationId, member: wxid }));
      // Before the profile, which alone knows the groups: a repetition after a crash still finds them.
      await inParallel([{ conversationId: wxid }, ...inGroups], SIDE_BY_SIDE, (key) => endSession(appId, key));
      const { written } = await deps.profiles.put(forgottenProfile(appId, wxid, now), stored?.revision ?? 0, now);
      if (written) return deps.metrics.count("UserForgotten");
    }
    throw new AppError("unavailable", "the profile was written by others all the time", { retryable: true });
  };
}
