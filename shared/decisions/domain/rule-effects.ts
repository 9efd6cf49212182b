import { sha256Hex } from "../../kernel/domain/ids.ts";
import { membersShown } from "../../messages/domain/new-members.ts";
import type { ActionContext, Effect } from "../../rules/domain/actions/action.ts";
import { typeOf } from "../../rules/domain/actions/registry.ts";
import type { Match } from "../../rules/domain/judging/engine.ts";
import { renderTemplate, UNNAMED } from "../../rules/domain/template.ts";
import type { EnvelopedMessage } from "./decision.ts";
import { type ActionSurroundings, lazyTemplateValues } from "./template-values.ts";

/** An effect with the rule whose action has it. */
export type RuleEffect = { readonly ruleId: string; readonly effect: Effect };

/**
 * The effects of a matching rule's actions, in order. Edits of the session go into the draft at once, so that later
 * actions see them; an edit for which the session has no room becomes the flag `session-full`.
 */
export function effectsOf(match: Match, source: EnvelopedMessage, surroundings: ActionSurroundings): RuleEffect[] {
  const { rule } = match;
  const { message } = source;
  const { account, draft } = surroundings;
  const values = lazyTemplateValues(match, message, surroundings);
  return rule.actions.flatMap((action, index) => {
    const context: ActionContext = {
      rule,
      message,
      account,
      render: (template, mentioning) =>
        renderTemplate(template, mentioning ? { ...values(), members: membersShown(message, "mentioned") } : values()),
      senderName: () => values().sender.name || UNNAMED,
      choose: (count) => chosen([message.newMsgId ?? source.envelopeId, rule.id, String(index)], count),
    };
    return typeOf(action)
      .effects(action, context)
      .map((effect) => {
        const isFull = effect.type === "session" && !draft.edit(effect.edit);
        return { ruleId: rule.id, effect: isFull ? { type: "flag", flag: "session-full" } : effect };
      });
  });
}

/** A number from 0 to `count - 1` that the seed alone determines. */
function chosen(seed: readonly string[], count: number): number {
  return Number.parseInt(sha256Hex(...seed).slice(0, 12), 16) % count;
}
