import { createCheckBroadcasts } from "../../../shared/broadcasts/application/check-broadcasts.ts";
import { createCheckWebhooks } from "../../../shared/routing/application/check-webhooks.ts";
import { allChecks, type RuleCheck } from "../../../shared/rules/application/check-rules.ts";
import { createReadRuleSource, type ReadRuleSource } from "../../../shared/rules/application/rule-source.ts";
import type { RulePorts } from "./ports.ts";

/** Everything that rules have to pass before they are published. */
export function createRuleCheck(ports: RulePorts): RuleCheck {
  return allChecks([createCheckWebhooks(ports), createCheckBroadcasts(ports)]);
}

/** Reads the draft, the published rules or a version that is kept. */
export function createRuleSource(ports: RulePorts): ReadRuleSource {
  return createReadRuleSource({ ...ports, drafts: ports.ruleDrafts });
}
