import { appIdSchema } from "../../../accounts/domain/account.ts";
import type { ComponentEvent } from "../../../official/domain/component-event.ts";
import { type Fields, textIn } from "../callback/fields.ts";
import { refusal } from "../callback/refusal.ts";

/** What is further in the future is a clock that is wrong, ms. */
const AHEAD = 300_000;

/** Reads the rest of an event; undefined where a member is missing. */
type ReadEvent = (fields: Fields) => Rest | undefined;
type Rest = ComponentEvent extends infer E
  ? E extends ComponentEvent
    ? Omit<E, "componentAppId" | "at">
    : never
  : never;

const authorized =
  (updated: boolean): ReadEvent =>
  (fields) => {
    const code = textIn(fields, "AuthorizationCode");
    const appId = authorizerIn(fields);
    return appId === undefined || code === "" ? undefined : { type: "authorized", appId, code, updated };
  };

const EVENTS: ReadonlyMap<string, ReadEvent> = new Map(
  Object.entries<ReadEvent>({
    component_verify_ticket: (fields) => {
      const ticket = textIn(fields, "ComponentVerifyTicket");
      return ticket === "" ? undefined : { type: "ticket", ticket };
    },
    authorized: authorized(false),
    updateauthorized: authorized(true),
    unauthorized: (fields) => {
      const appId = authorizerIn(fields);
      return appId === undefined ? undefined : { type: "unauthorized", appId };
    },
  }),
);

/**
 * What a third-party platform is told, by its `InfoType`. Throws a refusal (`malformed`) where a known event lacks what
 * it is about. `receivedAt` (epoch ms) stands for a time that is missing or wrong.
 * https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/authorize_event.html
 */
export function readComponentEvent(componentAppId: string, fields: Fields, receivedAt: number): ComponentEvent {
  const name = textIn(fields, "InfoType");
  const at = timeIn(fields, receivedAt);
  const read = EVENTS.get(name.toLowerCase());
  if (!read) return { componentAppId, at, type: "other", name: name.slice(0, 100) };
  const rest = read(fields);
  if (!rest) throw refusal("malformed", `the event '${name}' lacks what it is about`);
  return { componentAppId, at, ...rest };
}

function authorizerIn(fields: Fields): string | undefined {
  return appIdSchema.safeParse(textIn(fields, "AuthorizerAppid")).data;
}

/** In whole seconds, as WeChat counts. */
function timeIn(fields: Fields, receivedAt: number): number {
  const text = textIn(fields, "CreateTime");
  const at = /^\d{1,11}$/.test(text) ? Number(text) * 1000 : 0;
  return at > 0 && at <= receivedAt + AHEAD ? at : Math.floor(receivedAt / 1000) * 1000;
}
