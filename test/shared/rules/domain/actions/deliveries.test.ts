import { describe, expect, it } from "vitest";
import type { ActionContext } from "../../../../../shared/rules/domain/actions/action.ts";
import { emitEvent } from "../../../../../shared/rules/domain/actions/emit-event.ts";
import { actionSchema, typeOf } from "../../../../../shared/rules/domain/actions/registry.ts";
import { webhook } from "../../../../../shared/rules/domain/actions/webhook.ts";

const context = { render: (text: string) => text.replace("{{x}}", "é".repeat(3000)) } as ActionContext;

describe("actions that deliver", () => {
  it("call a webhook with what their texts became, cut off where it is long", () => {
    const data = { said: "{{x}}" };
    const action = { type: "webhook", webhook: "crm", data } as const;
    expect(webhook.effects(action, context)).toEqual([
      {
        type: "deliver",
        target: { type: "webhook", webhook: "crm" },
        as: "RuleMatched",
        data: { said: "é".repeat(2000) },
      },
    ]);
    expect(webhook.effects({ type: "webhook", webhook: "crm" }, context)[0]).not.toHaveProperty("data");
    expect(webhook.templates?.(action)).toEqual([{ path: "data.said", text: "{{x}}" }]);
    expect(webhook.templates?.({ type: "webhook", webhook: "crm" })).toEqual([]);
  });

  it("emit an event of the operator's type", () => {
    const action = actionSchema.parse({ type: "emit-event", event: "Order.Asked" });
    expect(typeOf(action).effects(action, context)).toEqual([
      { type: "deliver", target: { type: "event-bus" }, as: "Order.Asked" },
    ]);
    const told = actionSchema.parse({ type: "emit-event", event: "Order.Asked", data: { no: "42" } });
    expect(typeOf(told).effects(told, context)).toMatchObject([{ as: "Order.Asked", data: { no: "42" } }]);
    expect(emitEvent.templates?.({ type: "emit-event", event: "A", data: { a: "b" } })).toHaveLength(1);
  });

  it.each([
    { type: "emit-event", event: "aws.*" },
    { type: "emit-event", event: "" },
    { type: "emit-event", event: "A", data: { "no name": "x" } },
    { type: "webhook", webhook: "https://crm.example.com" },
    { type: "webhook", webhook: "crm", url: "https://crm.example.com" },
    { type: "webhook", webhook: "crm", data: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`a${n}`, ""])) },
  ])("refuse %j", (action) => {
    expect(actionSchema.safeParse(action).success).toBe(false);
  });
});
