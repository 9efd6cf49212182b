import { officialRequest, type WireFields } from "../../local/sim/weixin/wire.ts";
import type { CallbackKeys } from "../../shared/official/domain/credentials.ts";
import { COMPONENT } from "./a-component.ts";
import { NOON } from "./builders.ts";

export const COMPONENT_WIRE = {
  appId: COMPONENT,
  token: "platformtoken",
  encodingAesKey: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg",
};

export function componentKeys(changes: Partial<CallbackKeys> = {}): CallbackKeys {
  const { token, encodingAesKey } = COMPONENT_WIRE;
  return {
    mode: "safe",
    keys: [{ token, encodingAesKey }],
    recipient: COMPONENT,
    replyMode: "customer-service",
    ...changes,
  };
}

/** What WeChat posts to the platform about itself, encrypted for it. */
export function aComponentEvent(
  fields: WireFields,
  { now = NOON, keys = COMPONENT_WIRE }: { now?: number; keys?: typeof COMPONENT_WIRE } = {},
) {
  const event = { AppId: COMPONENT, CreateTime: Math.floor(now / 1000), ...fields };
  return officialRequest(keys, event, { mode: "safe", format: "xml", now });
}
