import type { AiSettings } from "./settings.ts";

/** Tokens of a call, as the endpoint counted them. */
export type AiUsage = { readonly promptTokens: number; readonly completionTokens: number };

/** What a call takes of a budget: tokens, and cost in millionths of the currency (whole numbers). */
export type AiCharge = { readonly tokens: number; readonly micros: number };

export const NO_CHARGE: AiCharge = { tokens: 0, micros: 0 };

/** The charge of a call: a price per million tokens is a price in millionths per token. */
export function chargeOf(
  { promptTokens, completionTokens }: AiUsage,
  { prices }: Pick<AiSettings, "prices">,
): AiCharge {
  return {
    tokens: promptTokens + completionTokens,
    micros: Math.ceil(promptTokens * prices.input + completionTokens * prices.output),
  };
}

/** What an account may use a day; `micros` (millionths of the currency) is null where its cost is not limited. */
export type AiAllowance = { readonly tokens: number; readonly micros: number | null };

export function allowanceOf({ dailyTokens, dailyCost }: Pick<AiSettings, "dailyTokens" | "dailyCost">): AiAllowance {
  return { tokens: dailyTokens, micros: dailyCost === null ? null : Math.floor(dailyCost * 1_000_000) };
}

/** A claimed notice of a used-up budget that was not given within this was lost in a crash, ms. */
export const NOTICE_TIMEOUT = 60_000;
