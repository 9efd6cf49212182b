import { writerOf } from "../../conversations/domain/conversation.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { Recorded } from "../../profiles/application/record-behaviour.ts";
import type { Facts } from "../../rules/domain/judging/facts.ts";

/** The facts after tags were given (`true`) or taken (`false`), in order. Facts that were read without tags stay so. */
export function withTagChanges(facts: Facts, changes: Iterable<readonly [string, boolean]>): Facts {
  if (!facts.userTags) return facts;
  const userTags = new Set(facts.userTags);
  for (const [tag, on] of changes) {
    if (on) userTags.add(tag);
    else userTags.delete(tag);
  }
  return { ...facts, userTags };
}

/** The facts after the tag changes of earlier messages of the batch, whose profiles are written at the batch's end. */
export function withEarlierTags(facts: Facts, earlier: readonly Recorded[], message: InboundMessage): Facts {
  const writer = writerOf(message);
  const ofWriter = earlier.filter(
    ({ behaviour }) => behaviour.appId === message.appId && behaviour.change.user === writer,
  );
  return withTagChanges(
    facts,
    ofWriter.flatMap(({ behaviour }) => Object.entries(behaviour.change.tags ?? {})),
  );
}
