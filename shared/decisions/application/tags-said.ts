import { writerOf } from "../../conversations/domain/conversation.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { Recorded } from "../../profiles/application/record-behaviour.ts";
import type { Facts } from "../../rules/domain/judging/facts.ts";

/** Adds the tags that earlier messages of the batch gave or took: profiles are written at its end. */
export function withTagsSaid(facts: Facts, earlier: readonly Recorded[], message: InboundMessage): Facts {
  if (!facts.userTags) return facts;
  const tags = new Set(facts.userTags);
  for (const { behaviour } of earlier) {
    if (behaviour.appId !== message.appId || behaviour.change.user !== writerOf(message)) continue;
    for (const [tag, on] of Object.entries(behaviour.change.tags ?? {})) {
      if (on) tags.add(tag);
      else tags.delete(tag);
    }
  }
  return { ...facts, userTags: tags };
}
