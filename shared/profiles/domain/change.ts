import * as z from "zod";
import type { Channel } from "../../accounts/domain/channel.ts";
import { windowActOf } from "../../accounts/domain/window-act.ts";
import { actMarks, hasWindows } from "../../accounts/domain/windows.ts";
import { writerOf } from "../../conversations/domain/conversation.ts";
import type { InboundMessage, MessageKind } from "../../messages/domain/inbound-message.ts";
import type { Effect } from "../../rules/domain/actions/action.ts";

/**
 * Whose messages make profiles. `addressed`: people who write in a private chat, mention the account in a group or say
 * something there that a rule matches; other talk in groups costs nothing. `all`: all people. `off`: no messages.
 */
export const PROFILE_SCOPES = ["off", "addressed", "all"] as const;
export type ProfileScope = (typeof PROFILE_SCOPES)[number];

/**
 * What a message changes in the profile of its sender (or of whom it is about), decided once and kept with the
 * decision.
 */
export const profileChangeSchema = z.object({
  /** The wxid of who is profiled. */
  user: z.string().min(1),
  /** `true`: has the tag from now on; `false`: has it no more. */
  tags: z.record(z.string(), z.boolean()).exactOptional(),
  /** Done with this message. */
  steps: z.array(z.string()).exactOptional(),
  /** How the person came, by type of scene. */
  scene: z.object({ type: z.string(), value: z.string() }).exactOptional(),
  /** What it does to the window for messages to the person; only where the account's channel has windows. */
  act: z.enum(actMarks).exactOptional(),
});

export type ProfileChange = z.infer<typeof profileChangeSchema>;

type Scenes = { readonly [K in MessageKind]?: (message: Extract<InboundMessage, { kind: K }>) => string };

/** A row a kind that tells a scene, by its type. */
const SCENES = {
  /** The vendor's number of the way: 3 by WeChat id, 6 QR code, 14 group, 15 phone number, 17 card, 30 scan. */
  "friend-request": (message) => String(message.scene ?? ""),
  subscribe: (message) => message.scene,
  scan: (message) => message.scene,
  "menu-click": (message) => message.menuKey,
  "menu-view": (message) => message.url,
  /** The group that the person came into last. */
  "group-joined": (message) => message.conversationId,
} as const satisfies Scenes;

/** What a message changes in the profile of who wrote it, or whom it is about; undefined where it changes nothing. */
export function profileChangeOf(
  message: InboundMessage,
  effects: readonly Effect[],
  isMatched: boolean,
  account: { readonly wxid: string; readonly channel: Channel },
  scope: ProfileScope,
): ProfileChange | undefined {
  const user = writerOf(message);
  if (user === "" || !isInScope(message, isMatched, account.wxid, scope)) return undefined;
  const tags = effects.flatMap((effect) => (effect.type === "tag" ? [[effect.tag, effect.on] as const] : []));
  const steps = [...new Set(effects.flatMap((effect) => (effect.type === "step" ? [effect.step] : [])))];
  const scene = sceneOf(message);
  return {
    user,
    ...(tags.length > 0 ? { tags: Object.fromEntries(tags) } : {}),
    ...(steps.length > 0 ? { steps } : {}),
    ...(scene ? { scene } : {}),
    ...(hasWindows(account.channel) ? { act: windowActOf(message) ?? "other" } : {}),
  };
}

function isInScope(message: InboundMessage, isMatched: boolean, accountWxid: string, scope: ProfileScope): boolean {
  if (scope !== "addressed") return scope === "all";
  if (message.chat === "private" || isMatched) return true;
  return message.mentions.some((wxid) => wxid !== "" && (wxid === accountWxid || wxid === message.wxid));
}

function sceneOf(message: InboundMessage): ProfileChange["scene"] {
  const scenes: Partial<Record<MessageKind, (message: never) => string>> = SCENES;
  const value = scenes[message.kind]?.(message as never) ?? "";
  return value === "" ? undefined : { type: message.kind, value };
}
