import { GRANT_LIFE, type WebGrant } from "../../shared/identity/domain/web-grant.ts";
import { NOON } from "./builders.ts";

/** What a person granted at noon. */
export function aWebGrant(overrides: Partial<WebGrant> = {}): WebGrant {
  return {
    scope: "snsapi_userinfo",
    refreshToken: "refresh-1",
    accessToken: "access-1",
    accessUntil: NOON + 7_200_000,
    until: NOON + GRANT_LIFE,
    ...overrides,
  };
}
