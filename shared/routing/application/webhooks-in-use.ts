import { AppError } from "../../kernel/domain/errors.ts";
import type { Rules } from "../../rules/application/ports/rules.ts";
import { namesIn } from "../../rules/domain/checking/references.ts";
import type { Rule } from "../../rules/domain/rule.ts";

/**
 * Throws `conflict` that names the published rules which call one of `webhooks`. Rules that are switched off do not
 * count: switching them on is a publication, which judges them. The rules are read only where there is something to
 * ask.
 */
export async function assertUnused(
  webhooks: readonly string[],
  rules: Pick<Rules, "version" | "snapshot">,
): Promise<void> {
  if (webhooks.length === 0) return;
  const { version, rules: published } = await rules.snapshot(await rules.version());
  const issues = webhooks.flatMap((webhook) => {
    const users = published.filter((rule) => rule.enabled && callsWebhook(rule, webhook)).map(({ id }) => id);
    if (users.length === 0) return [];
    const message = `the webhook '${webhook}' cannot go: rules of the published version ${version} call it (${namesIn(users)}). Publish rules that do not, then the table`;
    return [{ path: `webhooks.${webhook}`, message }];
  });
  const [first] = issues;
  if (first) throw new AppError("conflict", first.message, { details: { issues } });
}

function callsWebhook({ actions }: Rule, webhook: string): boolean {
  return actions.some((action) => action.type === "webhook" && action.webhook === webhook);
}
