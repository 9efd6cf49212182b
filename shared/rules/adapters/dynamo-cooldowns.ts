import { expiryAfter, keyPart, number, numberOf } from "../../platform/dynamodb/attributes.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Cooldowns } from "../application/ports/cooldowns.ts";
import { type CooldownKey, cooldownWord } from "../domain/judging/facts.ts";

const keyOfCooldown = (appId: string, { ruleId, subject }: CooldownKey) => ({
  pk: `cooldown#${keyPart(appId)}#${subject.type}#${keyPart(subject.id)}`,
  sk: `rule#${keyPart(ruleId)}`,
});

/**
 * The pauses of rules in the table `state`: one item a rule and subject, which the TTL removes a day after the pause.
 */
export function createDynamoCooldowns(options: TableOptions): Cooldowns {
  const table = createTable(options);
  return {
    async read(appId, keys) {
      const items = await Promise.all(keys.map((key) => table.joined.get(keyOfCooldown(appId, key))));
      return new Map(
        keys.flatMap((key, index): [string, number][] => {
          const item = items[index];
          return item ? [[cooldownWord(key), numberOf(item, "until")]] : [];
        }),
      );
    },

    async begin(appId, cooldowns) {
      await Promise.all(
        cooldowns.map(({ until, ...key }) =>
          table.update(
            keyOfCooldown(appId, key),
            "SET #until = :until, #expiresAt = :expiresAt",
            { ":until": number(until), ":expiresAt": expiryAfter(1, until) },
            { condition: { expression: "attribute_not_exists(#until) OR #until < :until" } },
          ),
        ),
      );
    },
  };
}
