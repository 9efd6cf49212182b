import * as z from "zod";
import { acceptFriend } from "./accept-friend.ts";
import type { ActionType } from "./action.ts";
import { askAi } from "./ask-ai.ts";
import { completeStep } from "./complete-step.ts";
import { emitEvent } from "./emit-event.ts";
import { forward } from "./forward.ts";
import { handOver } from "./hand-over.ts";
import { inviteToGroup } from "./invite-to-group.ts";
import { log } from "./log.ts";
import { reply } from "./reply.ts";
import { setSession } from "./set-session.ts";
import { startBroadcast } from "./start-broadcast.ts";
import { tagUser } from "./tag-user.ts";
import { webhook } from "./webhook.ts";

/** All kinds of actions; a further one is a file and a line here. */
const ACTION_TYPES = {
  reply,
  forward,
  log,
  "accept-friend": acceptFriend,
  "invite-to-group": inviteToGroup,
  "tag-user": tagUser,
  "complete-step": completeStep,
  "ask-ai": askAi,
  "set-session": setSession,
  "hand-over": handOver,
  webhook,
  "emit-event": emitEvent,
  "start-broadcast": startBroadcast,
} as const;

type Types = typeof ACTION_TYPES;
type Schema = Types[keyof Types]["schema"];

export type Action = z.output<Schema>;

const [first, ...others] = Object.values(ACTION_TYPES).map((type): Schema => type.schema);
export const actionSchema = z.discriminatedUnion("type", [first as Schema, ...others]);

/** The kind of an action; its functions take this very action. */
export function typeOf(action: Action): ActionType {
  return ACTION_TYPES[action.type] as ActionType;
}
