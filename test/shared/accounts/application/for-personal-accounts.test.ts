import { expect, it } from "vitest";
import { createMemoryAccounts } from "../../../../shared/accounts/adapters/memory-accounts.ts";
import { forPersonalAccounts } from "../../../../shared/accounts/application/for-personal-accounts.ts";
import { AppError, type ErrorCode } from "../../../../shared/kernel/domain/errors.ts";
import { anAccount } from "../../../support/builders.ts";

function setUp(failure?: ErrorCode) {
  const asked: string[] = [];
  const calls = {
    async greet(appId: string, name: string) {
      asked.push(`${appId} ${name}`);
      if (failure) throw new AppError(failure, "the gateway says no", { details: { ret: 500 } });
      return `hello ${name}`;
    },
  };
  const accounts = createMemoryAccounts([
    anAccount(),
    anAccount({ appId: "wx_seen", registered: false }),
    anAccount({ appId: "wx0123456789abcdef", channel: "official", wxid: "gh_0123456789ab" }),
  ]);
  return { asked, greet: forPersonalAccounts(accounts, calls).greet };
}

it("hands on calls for registered personal accounts, with their answers", async () => {
  const { asked, greet } = setUp();
  expect(await greet("wx_app_1", "小明")).toBe("hello 小明");
  expect(asked).toEqual(["wx_app_1 小明"]);
});

it.each([
  ["wx_unknown", "not-found"],
  ["wx_seen", "not-found"],
  ["wx0123456789abcdef", "conflict"],
])("asks nothing for %s: %s", async (appId, code) => {
  const { asked, greet } = setUp();
  await expect(greet(appId, "小明")).rejects.toMatchObject({ code });
  expect(asked).toEqual([]);
});

it.each([
  ["unauthorized", "unreachable"],
  ["refused", "refused"],
] as const)("tells a gateway's %s as %s", async (failure, code) => {
  await expect(setUp(failure).greet("wx_app_1", "")).rejects.toMatchObject({ code, details: { ret: 500 } });
});
