import { expect, it } from "vitest";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const component = { componentAppId: "wx_platform", name: "我们的平台", updatedAt: NOON };

onEveryStorage("third-party platforms", (fresh) => {
  it("are kept with their secret, and shown without it", async () => {
    const { components } = await fresh();
    expect(await components.get("wx_platform")).toBeUndefined();
    expect(await components.credentialOf("wx_platform")).toBeUndefined();
    const put = await components.put(component, "s3cret", 0);
    expect(put).toEqual({ ...component, revision: 1 });
    expect(await components.get("wx_platform")).toEqual(put);
    expect(await components.list()).toEqual([put]);
    expect(await components.credentialOf("wx_platform")).toEqual({ appSecret: "s3cret", ticket: undefined });
  });

  it("change from the revision that was seen, and keep their ticket", async () => {
    const { components } = await fresh();
    await components.put({ ...component, loginPage: "http://127.0.0.1:8788/weixin" }, "s3cret", 0);
    await components.keepTicket("wx_platform", "ticket@@@1", NOON, NOON + 500);
    expect(await components.put(component, "other", 0)).toBeUndefined();
    expect(await components.put(component, "second", 1)).toEqual({
      ...component,
      revision: 2,
      ticket: { createdAt: NOON, receivedAt: NOON + 500 },
    });
    expect(await components.credentialOf("wx_platform")).toEqual({
      appSecret: "second",
      ticket: { value: "ticket@@@1", createdAt: NOON },
    });
  });

  it("keep the newest ticket in whatever order they come", async () => {
    const { components } = await fresh();
    expect(await components.keepTicket("wx_platform", "early", NOON, NOON)).toBe(false);
    expect(await components.get("wx_platform")).toBeUndefined();
    await components.put(component, "s3cret", 0);
    expect(await components.keepTicket("wx_platform", "second", NOON + 2000, NOON)).toBe(true);
    expect(await components.keepTicket("wx_platform", "first", NOON + 1000, NOON)).toBe(false);
    expect(await components.keepTicket("wx_platform", "again", NOON + 2000, NOON)).toBe(false);
    expect(await components.credentialOf("wx_platform")).toMatchObject({ ticket: { value: "second" } });
  });
});
