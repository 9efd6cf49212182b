import { DEMO_FORM } from "../../local/demo/form.ts";
import { type Rule, ruleSchema } from "../../shared/rules/domain/rule.ts";

/** The form of the demo fleet, for groups too. */
export const FORM: readonly Rule[] = DEMO_FORM.map((rule) => ruleSchema.parse({ ...rule, chat: "any" }));
