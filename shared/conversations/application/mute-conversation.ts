import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { Mute } from "../domain/conversation.ts";
import type { Conversations } from "./ports/conversations.ts";
import type { PauseHistory } from "./ports/pause-history.ts";

type Deps = {
  readonly accounts: Pick<Accounts, "get">;
  readonly conversations: Pick<Conversations, "mute" | "release">;
  /** Told first: what fails after it is repeated by the operator, and a backtest then knows of both tries. */
  readonly pauses: Pick<PauseHistory, "note">;
  readonly clock: Clock;
  readonly metrics: Metrics;
};

/** Keeps the rules silent in a conversation for so many minutes from now, in place of any pause that it has. */
export function createMuteConversation(deps: Deps) {
  return async (appId: string, conversationId: string, minutes: number, note?: string): Promise<Mute> => {
    await assertRegistered(deps, appId);
    const at = deps.clock.now();
    const mute: Mute = {
      by: "operator",
      at,
      until: at + minutes * 60_000,
      ...(note === undefined ? {} : { note }),
    };
    await deps.pauses.note({ appId, conversationId, at, until: mute.until });
    await deps.conversations.mute(appId, conversationId, mute, at);
    deps.metrics.count("ConversationMuted");
    return mute;
  };
}

/** Lets the rules answer in a conversation again; changes nothing where it has no pause. */
export function createReleaseConversation(deps: Deps) {
  return async (appId: string, conversationId: string): Promise<void> => {
    await assertRegistered(deps, appId);
    const at = deps.clock.now();
    await deps.pauses.note({ appId, conversationId, at, until: 0 });
    await deps.conversations.release(appId, conversationId, at);
    deps.metrics.count("ConversationReleased");
  };
}

async function assertRegistered({ accounts }: Deps, appId: string): Promise<void> {
  if ((await accounts.get(appId))?.registered) return;
  throw new AppError("not-found", `there is no account '${appId}'`, { details: { appId } });
}
