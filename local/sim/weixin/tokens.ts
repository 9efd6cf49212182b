import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { createDocuments } from "../documents.ts";
import { refused, type WeixinAnswer } from "./answer.ts";

const tokenSchema = z.object({ value: z.string(), until: z.number() });
const stateSchema = z.object({
  current: tokenSchema.optional(),
  /** Serves beside the current one while that is new. */
  previous: tokenSchema.optional(),
  forced: z.array(z.number()),
});
type State = z.infer<typeof stateSchema>;

/**
 * WeChat keeps the tokens of `stable_token`, of `token` and of a third-party platform for an account apart: each
 * call ends tokens of its own kind only.
 */
const accountKinds = ["stable", "plain", "authorizer"] as const;
/** `component`: a third-party platform's own. */
type Kind = (typeof accountKinds)[number] | "component";

const LIFETIME = 7_200_000;
const OVERLAP = 300_000;
const FORCE_PAUSE = 30_000;
const DAY = 86_400_000;
const FORCES_A_DAY = 20;

/** An appId, or why the token is no good. */
type Owner = string | 40001 | 42001;

export type SimTokens = {
  /** `stable_token`: the same token until its last five minutes; by `force` a new one, and the one before is gone. */
  stable(appId: string, force: boolean, now: number): WeixinAnswer;
  /** `token`: a new one each time, and the one before of its kind is gone; tokens of `stable_token` go on. */
  fresh(appId: string, now: number): WeixinAnswer;
  /** A new one of a third-party platform's; the one before serves on for some minutes. */
  next(
    kind: "authorizer" | "component",
    owner: string,
    now: number,
  ): { readonly value: string; readonly expiresIn: number };
  /** Ends the owner's tokens of a kind. */
  end(kind: "authorizer" | "component", owner: string): void;
  /** Whose token it is; an errcode for one that is no good. */
  owner(value: string, now: number): Owner;
  /** The same for a third-party platform's own token. */
  platform(value: string, now: number): Owner;
};

export function createTokens(db: DatabaseSync): SimTokens {
  const states = createDocuments(db, "weixinTokens", stateSchema);
  const idOf = (kind: Kind, appId: string) => (kind === "stable" ? appId : `${kind}:${appId}`);
  const stateOf = (kind: Kind, appId: string): State => states.get(idOf(kind, appId)) ?? { forced: [] };

  function renew(
    kind: Kind,
    appId: string,
    now: number,
    { keep, forced }: { keep: boolean; forced: number[] },
  ): { readonly value: string; readonly expiresIn: number } {
    const { current } = stateOf(kind, appId);
    const next = { value: `${appId}.${randomBytes(24).toString("base64url")}`, until: now + LIFETIME };
    const previous = keep && current ? { ...current, until: Math.min(current.until, now + OVERLAP) } : undefined;
    states.put(idOf(kind, appId), { current: next, forced, ...(previous ? { previous } : {}) });
    return { value: next.value, expiresIn: LIFETIME / 1000 };
  }

  function access(...change: Parameters<typeof renew>): WeixinAnswer {
    const { value, expiresIn } = renew(...change);
    return { access_token: value, expires_in: expiresIn };
  }

  function ownerAmong(kinds: readonly Kind[], value: string, now: number): Owner {
    const owner = value.slice(0, value.indexOf("."));
    const given = kinds.map((kind) => stateOf(kind, owner)).flatMap(({ current, previous }) => [current, previous]);
    const token = given.find((one) => one?.value === value);
    if (!token) return 40001;
    return now < token.until ? owner : 42001;
  }

  return {
    stable(appId, force, now) {
      const { current, forced } = stateOf("stable", appId);
      if (force) {
        const today = forced.filter((at) => now - at < DAY);
        const isTooSoon = today.some((at) => now - at < FORCE_PAUSE) || today.length >= FORCES_A_DAY;
        return isTooSoon ? refused(45011) : access("stable", appId, now, { keep: false, forced: [...today, now] });
      }
      if (!current || current.until - now < OVERLAP) return access("stable", appId, now, { keep: true, forced });
      return { access_token: current.value, expires_in: Math.floor((current.until - now) / 1000) };
    },
    fresh: (appId, now) => access("plain", appId, now, { keep: false, forced: [] }),
    next: (kind, owner, now) => renew(kind, owner, now, { keep: true, forced: [] }),
    end: (kind, owner) => states.put(idOf(kind, owner), { forced: [] }),
    owner: (value, now) => ownerAmong(accountKinds, value, now),
    platform: (value, now) => ownerAmong(["component"], value, now),
  };
}
