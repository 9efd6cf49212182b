import { expect, it } from "vitest";
import { createReadProfile } from "../../../../shared/identity/application/grants/read-profile.ts";
import type { Refreshed } from "../../../../shared/identity/application/grants/refresh-grant.ts";
import type { WebProfile } from "../../../../shared/identity/application/ports/web-identity.ts";
import { aWebGrant } from "../../../support/a-web-grant.ts";
import { accountRefused } from "../../../support/a-web-sign-in.ts";

const PROFILE: WebProfile = { nickname: "小明", picture: "https://thirdwx.qlogo.cn/1" };

/** WeChat answers in turn, and each refusal brings another token. */
function aReader(answers: readonly (WebProfile | "refused")[], scope = "snsapi_userinfo", isEnded = false) {
  const asked: string[] = [];
  const refusals: (string | undefined)[] = [];
  const withdrawn: string[] = [];
  const read = createReadProfile({
    withdrawProfile: async (...of) => void withdrawn.push(of.join(" ")),
    async refreshGrant(_appId, _openid, refused): Promise<Refreshed> {
      refusals.push(refused);
      if (isEnded) return { type: "ended" };
      return { type: "granted", grant: aWebGrant({ scope, accessToken: `access-${refusals.length}` }) };
    },
    identity: {
      async profile(_appId, _openid, accessToken) {
        asked.push(accessToken);
        return answers[asked.length - 1] ?? "refused";
      },
    },
  });
  return { read: () => read("wx_a", "o1"), asked, refusals, withdrawn };
}

it("a person's profile is read by the person's own token", async () => {
  const { read, asked, refusals } = aReader([PROFILE]);
  expect(await read()).toEqual(PROFILE);
  expect([asked, refusals]).toEqual([["access-1"], [undefined]]);
});

it("a token that WeChat refuses is renewed once", async () => {
  const { read, asked, refusals } = aReader(["refused", PROFILE]);
  expect(await read()).toEqual(PROFILE);
  expect([asked, refusals]).toEqual([
    ["access-1", "access-2"],
    [undefined, "access-1"],
  ]);
});

it("a person whose tokens WeChat refuses again and again has taken the grant back", async () => {
  const { read, asked, withdrawn } = aReader([]);
  expect(await read()).toBe("ended");
  expect(asked).toHaveLength(2);
  expect(withdrawn).toEqual(["wx_a o1 access-2"]);
});

it("a person who was not asked, or whose grant is over, has no profile, and WeChat is not asked", async () => {
  const silent = aReader([PROFILE], "snsapi_base");
  expect(await silent.read()).toBe("not-granted");
  const over = aReader([PROFILE], "snsapi_userinfo", true);
  expect(await over.read()).toBe("ended");
  expect([...silent.asked, ...over.asked, ...silent.withdrawn, ...over.withdrawn]).toEqual([]);
});

it("trouble at WeChat is told as such, without WeChat's words", async () => {
  const read = createReadProfile({
    withdrawProfile: () => expect.unreachable("WeChat refused nothing of the person"),
    refreshGrant: async () => ({ type: "granted", grant: aWebGrant() }),
    identity: { profile: () => Promise.reject(accountRefused()) },
  });
  const error = await read("wx_a", "o1").catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "unavailable", details: { appId: "wx_a", errcode: 40125 } });
  expect(String(error)).not.toContain("AppSecret");
});
