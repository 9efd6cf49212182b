import { expect, it } from "vitest";
import { createReadProfile } from "../../../../shared/identity/application/grants/read-profile.ts";
import { LEASE } from "../../../../shared/identity/application/grants/refresh-grant.ts";
import { createWithdrawProfile } from "../../../../shared/identity/application/grants/withdraw-profile.ts";
import { aWebGrant } from "../../../support/a-web-grant.ts";
import { aWebSignIn } from "../../../support/a-web-sign-in.ts";
import { type crashAt, meanwhileAt, withEveryCrash } from "../../../support/faults.ts";

type Ports = Pick<ReturnType<typeof crashAt>, "port">;
const AS_THEY_ARE: Ports = { port: (target) => target };

/** A person who signed in by `userinfo` and of whom WeChat shows nothing, whatever token it is asked by. */
async function aWorld() {
  const world = aWebSignIn();
  const person = world.wechat.person("o1");
  if (person.type !== "person") throw new Error("a person is granted to");
  const { accessToken, refreshToken } = person.tokens;
  const granted = aWebGrant({ accessToken, refreshToken, scope: "snsapi_userinfo" });
  await world.grants.put("wx_a", "o1", granted);
  const asked = { profile: 0 };

  function read({ port }: Ports = AS_THEY_ARE) {
    const { clock, observed } = world;
    const identity = {
      async profile() {
        asked.profile += 1;
        return "refused" as const;
      },
    };
    const withdrawProfile = createWithdrawProfile({ grants: port(world.grants), clock, metrics: observed.metrics });
    return createReadProfile({ refreshGrant: world.worker().refresh, identity, withdrawProfile })("wx_a", "o1");
  }
  const scope = async () => (await world.grants.get("wx_a", "o1", world.clock.now()))?.grant?.scope;
  const calls = () => asked.profile + world.wechat.calls.length;
  return { ...world, granted, read, scope, calls };
}

it("WeChat is asked three times for a profile that it does not show, and not again by each page", async () => {
  const { read, calls, observed } = await aWorld();
  expect(await read()).toBe("ended");
  expect(calls()).toBe(3);
  for (let n = 0; n < 10; n++) expect(await read()).toBe("not-granted");
  expect(calls()).toBe(3);
  expect(observed.counts.get("WebProfileWithdrawn")).toBe(1);
});

it("the grant goes on, and its next renewal says anew what is granted", async () => {
  const { read, scope, worker, clock } = await aWorld();
  await read();
  expect(await scope()).toBe("snsapi_base");
  expect(await worker().refresh("wx_a", "o1")).toMatchObject({ type: "granted" });
  clock.advance(7_200_000);
  await worker().refresh("wx_a", "o1");
  expect(await scope()).toBe("snsapi_userinfo");
});

it("whoever signs in meanwhile is asked for what they granted", async () => {
  for (let n = 0; ; n++) {
    const { read, scope, grants, granted } = await aWorld();
    const signIn = meanwhileAt(n, () => grants.put("wx_a", "o1", { ...granted, accessToken: "of the sign-in" }));
    await read(signIn);
    if (!signIn.reached()) break;
    expect(await scope(), `call ${n}`).toBe("snsapi_userinfo");
  }
});

it("a process that dies leaves a grant that serves, and the next one notes it", async () => {
  const calls = await withEveryCrash(async (crash, where) => {
    const { read, scope, clock } = await aWorld();
    await read(crash).catch(() => "it died");
    clock.advance(LEASE);
    expect(await read(), where).toMatch(/^(ended|not-granted)$/);
    expect(await scope(), where).toBe("snsapi_base");
  });
  expect(calls).toBe(2);
});
