import { describe, expect, it } from "vitest";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import type { PushType } from "../../../../shared/messages/domain/templates/contents.ts";
import { createListTemplates } from "../../../../shared/official/application/list-templates.ts";
import { fieldsIn } from "../../../../shared/official/domain/template.ts";
import { anAccount } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";

const MINUTE = 60_000;

function setUp() {
  const clock = fakeClock();
  const asked: string[] = [];
  const failures: AppError[] = [];
  const accounts = [
    anAccount({ appId: "wx_official", channel: "official" }),
    anAccount({ appId: "wx_mini", channel: "mini-program" }),
    anAccount({ appId: "wx_personal" }),
  ];
  const list = createListTemplates({
    clock,
    accounts: { get: async (appId) => accounts.find((account) => account.appId === appId) },
    templates: {
      async list(appId: string, type: PushType) {
        asked.push(`${appId} ${type}`);
        const failure = failures.pop();
        if (failure) throw failure;
        return [{ id: `t${asked.length}`, title: type, content: "商品：{{thing2.DATA}}" }];
      },
    },
  });
  return { clock, asked, failures, list };
}

describe("the list of templates", () => {
  it("has those by which the account's channel sends", async () => {
    const { list, asked } = setUp();
    expect((await list("wx_official", false)).templates.map(({ type }) => type)).toEqual(["template", "subscription"]);
    expect((await list("wx_mini", false)).templates.map(({ type }) => type)).toEqual(["subscription"]);
    await expect(list("wx_personal", false)).rejects.toMatchObject({ code: "conflict" });
    await expect(list("wx_nobody", false)).rejects.toMatchObject({ code: "not-found" });
    expect(asked).toEqual(["wx_official template", "wx_official subscription", "wx_mini subscription"]);
  });

  it("is asked for once in five minutes, and anew where it has to be fresh", async () => {
    const { list, asked, clock } = setUp();
    const first = await list("wx_mini", false);
    clock.advance(4 * MINUTE);
    expect(await list("wx_mini", false)).toEqual(first);
    const fresh = await list("wx_mini", true);
    expect(fresh.syncedAt).toBe(first.syncedAt + 4 * MINUTE);
    expect(await list("wx_mini", false)).toEqual(fresh);
    clock.advance(5 * MINUTE);
    await list("wx_mini", false);
    expect(asked).toHaveLength(3);
  });

  it("is not remembered where WeChat refused it, and a refused account is no fault of the caller's token", async () => {
    const { list, asked, failures } = setUp();
    failures.push(new AppError("unauthorized", "no secret"));
    await expect(list("wx_mini", false)).rejects.toMatchObject({ code: "refused", message: "no secret" });
    expect((await list("wx_mini", false)).templates).toHaveLength(1);
    expect(asked).toHaveLength(2);
  });
});

describe("the fields of a template", () => {
  it("are its keys in order, each once, with their labels", () => {
    const content =
      "{{first.DATA}}\n订单号：{{character_string1.DATA}}\n时间: {{ time2.DATA }}\n{{remark.DATA}}{{first.DATA}}";
    expect(fieldsIn(content).map(({ key, label, type }) => [key, label, type])).toEqual([
      ["first", "", undefined],
      ["character_string1", "订单号", "character_string"],
      ["time2", "时间", "time"],
      ["remark", "", undefined],
    ]);
    expect(fieldsIn("没有字段 {{x}}")).toEqual([]);
  });
});
