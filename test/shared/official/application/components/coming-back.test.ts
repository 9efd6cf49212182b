import * as fc from "fast-check";
import { expect, it } from "vitest";
import { AppError } from "../../../../../shared/kernel/domain/errors.ts";
import { createKeptTokens } from "../../../../../shared/official/application/kept-tokens.ts";
import type { TokenSource } from "../../../../../shared/official/application/ports/kept-tokens.ts";
import { keptTokenOf } from "../../../../../shared/official/domain/kept-token.ts";
import { aComponent, COMPONENT } from "../../../../support/a-component.ts";
import { NOON } from "../../../../support/builders.ts";
import { crashAt, meanwhileAt } from "../../../../support/faults.ts";

const APP = "wx_a";

/** An account that its owner gave to a platform, and senders that call in its name. */
async function aGivenAccount() {
  const world = aComponent();
  const { clock, weixin, storage } = world;
  let made = 0;
  /** WeChat's answer to a question for a token, by the refresh token that it then has for the account. */
  const source: TokenSource = {
    async ask() {
      const { refreshToken } = (await storage.authorizations.open(APP)) ?? {};
      const inForce = weixin.authorized.get(APP)?.refreshToken;
      if (inForce === undefined || refreshToken !== inForce) throw new AppError("refused", "61023");
      made += 1;
      return keptTokenOf("authorizer", `${inForce}/${made}`, 7200, clock.now());
    },
  };
  const store = storage.tokenStores.authorizer;
  const aSender = (ports: Pick<ReturnType<typeof crashAt>, "port"> = { port: (target) => target }) => {
    const tokens = createKeptTokens("authorizer", { ...world, store: ports.port(store), source: ports.port(source) });
    const takes = (token: string) => token.split("/")[0] === weixin.authorized.get(APP)?.refreshToken;
    return {
      /** One send: WeChat refuses the tokens of a grant that is over. */
      async send(): Promise<void> {
        const token = await tokens.get(APP);
        if (!takes(token) && !takes(await tokens.refreshed(APP, token))) throw new AppError("refused", "40001");
      },
    };
  };
  const given = async (at: number) => world.worker()(await world.authorizedTask(APP, weixin.authorize(APP, at), at));
  await given(NOON);
  return { ...world, store, aSender, given, takenBack: () => world.worker()(world.unauthorizedTask(APP, clock.now())) };
}

it("is answered for at once where its owner comes back within seconds", async () => {
  const world = await aGivenAccount();
  const sender = world.aSender();
  await sender.send();
  world.clock.advance(60_000);
  world.weixin.withdraw(APP);
  await expect(sender.send()).rejects.toMatchObject({ code: "refused" });
  expect((await world.store.get(APP))?.replaced).toMatchObject({ count: 1 });
  await world.takenBack();
  expect(await world.store.get(APP)).not.toHaveProperty("token");
  world.clock.advance(2000);
  await world.given(world.clock.now());
  await sender.send();
  await world.aSender().send();
  expect(await world.store.get(APP)).not.toHaveProperty("replaced");
});

it("is answered for at once where the withdrawal is not told, and where it is told late", async () => {
  const world = await aGivenAccount();
  const sender = world.aSender();
  await sender.send();
  world.clock.advance(60_000);
  world.weixin.withdraw(APP);
  await expect(sender.send()).rejects.toMatchObject({ code: "refused" });
  world.clock.advance(2000);
  await world.given(world.clock.now());
  await sender.send();
  await world.worker()(world.unauthorizedTask(APP, NOON + 60_000));
  await sender.send();
});

it("is answered for wherever a send or the settling lies in between, and wherever the worker dies", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(14), fc.nat(14), fc.constantFrom("before", "after"), async (sendAt, dieAt, when) => {
      const world = await aGivenAccount();
      await world.aSender().send();
      world.clock.advance(60_000);
      world.weixin.withdraw(APP);
      await world.takenBack();
      world.clock.advance(1000);
      const at = world.clock.now();
      const task = await world.authorizedTask(APP, world.weixin.authorize(APP, at), at);
      const dying = crashAt(dieAt, when);
      // A sender with a question on its way, while the worker settles the new grant.
      const slow = world.aSender(
        meanwhileAt(sendAt, () =>
          world
            .worker(dying)(task)
            .catch(() => undefined),
        ),
      );
      await slow.send().catch(() => "refused, and tried again");
      await world.worker()(task);
      await world.aSender().send();
      await slow.send();
      expect(await world.storage.authorizations.get(APP)).toMatchObject({
        componentAppId: COMPONENT,
        state: "authorized",
        settled: true,
      });
    }),
    { numRuns: 150 },
  );
});
