import { describe, expect, it } from "vitest";
import { officialRequest } from "../../../../../local/sim/weixin/wire.ts";
import { createOpenCallback } from "../../../../../shared/adapters/weixin/callback/open.ts";
import { createKeysOfComponent } from "../../../../../shared/official/application/components/keys-of-component.ts";
import type { CallbackKeys } from "../../../../../shared/official/domain/credentials.ts";
import { createMemoryLeases } from "../../../../../shared/platform/memory/leases.ts";
import { COMPONENT } from "../../../../support/a-component.ts";
import { COMPONENT_WIRE, componentKeys } from "../../../../support/a-component-callback.ts";
import { NOON } from "../../../../support/builders.ts";
import { recordingObservability } from "../../../../support/recording-observability.ts";

const account = (originalId: string) => componentKeys({ keys: [], originalId });
const ROWS: Readonly<Record<string, CallbackKeys>> = {
  [COMPONENT]: componentKeys(),
  wx_a: account("gh_a"),
  wx_b: account("gh_b"),
  wx_own: componentKeys({ recipient: "wx_own" }),
};

function open(appId: string, to: string, componentAppId: string = COMPONENT) {
  const keysOf = async (id: string) => ROWS[id];
  const callbacks = createOpenCallback({
    ...recordingObservability(),
    keysOf,
    keysOfComponent: createKeysOfComponent(keysOf),
    leases: createMemoryLeases(),
    clock: { now: () => NOON },
  });
  const fields = {
    ToUserName: to,
    FromUserName: "openid-1",
    CreateTime: NOON / 1000,
    MsgType: "text",
    Content: "你好",
  };
  const { query, body } = officialRequest(COMPONENT_WIRE, fields, { mode: "safe", format: "xml", now: NOON });
  return callbacks.message(appId, query, body, componentAppId);
}

describe("a message that came to a third-party platform", () => {
  it("opens with the platform's key for the account in the path", async () => {
    expect((await open("wx_a", "gh_a")).fields).toMatchObject({ Content: "你好", ToUserName: "gh_a" });
  });

  it("is refused on the path of another account of the platform", async () => {
    await expect(open("wx_b", "gh_a")).rejects.toMatchObject({ details: { reason: "other-account" } });
  });

  it.each(["wx_own", "wx_unknown"])("is refused for %s, which is not given to the platform", async (appId) => {
    await expect(open(appId, "gh_a")).rejects.toMatchObject({ details: { reason: "unknown-account" } });
  });

  it("is refused at a platform that is not there", async () => {
    await expect(open("wx_a", "gh_a", "wx_other")).rejects.toMatchObject({ details: { reason: "unknown-account" } });
  });
});
