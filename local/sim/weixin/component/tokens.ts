import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { createDocuments } from "../../documents.ts";
import type { WeixinAnswer } from "../answer.ts";
import type { SimTokens } from "../tokens.ts";
import { platformRefused } from "./answer.ts";
import { createAuthorizations, randomText, type SimAuthorizations } from "./authorizations.ts";
import { PLATFORM } from "./credentials.ts";

const timedSchema = z.object({ value: z.string(), until: z.number() });
const platformSchema = z.object({ tickets: z.array(timedSchema), codes: z.array(timedSchema) });
const TICKET_LIFE = 12 * 3_600_000;
const CODE_LIFE = 1_800_000;
const EXPIRES_IN = 1800;

export type SimPlatformTokens = SimAuthorizations & {
  /** A new verify ticket, which WeChat takes for 12 hours: to be pushed to the platform. */
  newTicket(componentAppId: string, now: number): string;
  /** `api_component_token`: a new token each time; the one before serves on for some minutes. */
  componentToken(
    given: { readonly componentAppId: string; readonly appSecret: string; readonly ticket: string },
    now: number,
  ): WeixinAnswer;
  /** `api_create_preauthcode`: good for one authorization within half an hour. */
  preAuthCode(componentAppId: string, now: number): WeixinAnswer;
  /** Whether the code was good; from now on it is not. */
  useCode(componentAppId: string, code: string, now: number): boolean;
};

/** What WeChat gives to third-party platforms by their tickets, and for the accounts that authorized them. */
export function createPlatformTokens(db: DatabaseSync, tokens: SimTokens): SimPlatformTokens {
  const platforms = createDocuments(db, "weixinPlatforms", platformSchema);
  const platformOf = (id: string) => platforms.get(id) ?? { tickets: [], codes: [] };

  return {
    ...createAuthorizations(db, tokens),

    newTicket(componentAppId, now) {
      const { tickets, codes } = platformOf(componentAppId);
      const ticket = { value: `ticket@@@${randomText(48)}`, until: now + TICKET_LIFE };
      platforms.put(componentAppId, { codes, tickets: [...tickets.filter(({ until }) => until > now), ticket] });
      return ticket.value;
    },

    componentToken({ componentAppId, appSecret, ticket }, now) {
      if (componentAppId !== PLATFORM.componentAppId) return platformRefused(61011);
      if (appSecret !== PLATFORM.appSecret) return platformRefused(40125);
      const found = platformOf(componentAppId).tickets.find(({ value }) => value === ticket);
      if (!found) return platformRefused(61006);
      if (now >= found.until) return platformRefused(61005);
      const { value, expiresIn } = tokens.next("component", componentAppId, now);
      return { component_access_token: value, expires_in: expiresIn };
    },

    preAuthCode(componentAppId, now) {
      const { tickets, codes } = platformOf(componentAppId);
      const code = { value: `preauthcode@@@${randomText(40)}`, until: now + CODE_LIFE };
      platforms.put(componentAppId, { tickets, codes: [...codes.filter(({ until }) => until > now), code] });
      return { pre_auth_code: code.value, expires_in: EXPIRES_IN };
    },

    useCode(componentAppId, code, now) {
      const { tickets, codes } = platformOf(componentAppId);
      platforms.put(componentAppId, { tickets, codes: codes.filter(({ value }) => value !== code) });
      return codes.some(({ value, until }) => value === code && now < until);
    },
  };
}
