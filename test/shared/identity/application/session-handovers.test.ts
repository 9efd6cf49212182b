import { expect, it } from "vitest";
import { createExchangeCode } from "../../../../shared/identity/application/exchange-code.ts";
import { NO_WEB_ACCESS } from "../../../../shared/identity/domain/web-access.ts";
import { aSessionDesk, PERSON } from "../../../support/a-session-desk.ts";
import { Crash, withEveryCrash } from "../../../support/faults.ts";

const SHOP = "https://shop.example";

async function surviving<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Crash) return undefined;
    throw error;
  }
}

it("a code that is exchanged while its container dies gives one token at most, and harms no other session", async () => {
  const calls = await withEveryCrash(async (crash, where) => {
    const desk = aSessionDesk();
    const { sessions, deliver } = desk.container();
    const opened = await sessions.open(PERSON);
    const { location } = await deliver(NO_WEB_ACCESS, new URL(`${SHOP}/`), opened);
    const code = new URL(location).searchParams.get("session_code") ?? "";
    const exchangeIn = (container: ReturnType<typeof desk.container>, sessionCodes = desk.storage.sessionCodes) =>
      createExchangeCode({ sessionCodes, resume: container.sessions.resume, clock: desk.clock });
    const dying = exchangeIn(desk.container(crash), crash.port(desk.storage.sessionCodes));
    const tokens = [
      await surviving(dying("wx_shop", SHOP, code)),
      await exchangeIn(desk.container())("wx_shop", SHOP, code),
      await exchangeIn(desk.container())("wx_shop", SHOP, code),
    ].filter((given) => given !== undefined);
    expect(tokens.length, where).toBeLessThanOrEqual(1);
    for (const { token } of tokens) expect(await sessions.read("wx_shop", token), where).toEqual(opened.session);
    const again = await sessions.open(PERSON);
    expect(await sessions.read("wx_shop", again.token), where).toBeDefined();
  });
  expect(calls).toBeGreaterThan(3);
});

it("a session that is renewed while its container dies is the old one or the new one, and another try ends the old", async () => {
  const calls = await withEveryCrash(async (crash, where) => {
    const desk = aSessionDesk();
    const { session, token } = await desk.container().sessions.open(PERSON);
    const renewed = await surviving(desk.container(crash).sessions.renew(session));
    const { sessions } = desk.container();
    const old = await sessions.read("wx_shop", token);
    if (renewed) {
      expect(old, where).toBeUndefined();
      expect(await sessions.read("wx_shop", renewed.token), where).toBeDefined();
    }
    const second = old && (await desk.container().sessions.renew(old));
    if (second) expect(await sessions.read("wx_shop", second.token), where).toBeDefined();
    desk.clock.advance(3000);
    expect(await sessions.read("wx_shop", token), where).toBeUndefined();
  });
  expect(calls).toBeGreaterThan(5);
});

it("two renewals of one session at once end it, and what they give is good", async () => {
  const desk = aSessionDesk();
  const { session } = await desk.container().sessions.open(PERSON);
  const both = await Promise.all([1, 2].map(() => desk.container().sessions.renew(session)));
  for (const opened of both) {
    if (opened) expect(await desk.container().sessions.read("wx_shop", opened.token)).toBeDefined();
  }
  expect(await desk.container().sessions.resume("wx_shop", session.id)).toBeUndefined();
});

it("a renewal of a session that was ended notes nothing of the person, and leaves no session", async () => {
  const desk = aSessionDesk();
  const { session } = await desk.container().sessions.open(PERSON);
  await desk.container().endSessionsNow("wx_shop", PERSON.openid);
  desk.clock.advance(2000);
  desk.linked.length = 0;
  const ids: string[] = [];
  const put = desk.storage.sessions.put;
  desk.storage.sessions.put = async (begun) => {
    ids.push(begun.id);
    await put(begun);
  };
  expect(await desk.container().sessions.renew(session)).toBeUndefined();
  expect(desk.linked).toEqual([]);
  expect(ids).toHaveLength(1);
  for (const id of ids) expect(await desk.storage.sessions.get(id)).toBeUndefined();
  expect(desk.observability.counts.get("SessionOpened")).toBe(1);
});

it("a renewal of a session that stands notes that the person was here", async () => {
  const desk = aSessionDesk();
  const { session } = await desk.container().sessions.open(PERSON);
  desk.linked.length = 0;
  expect(await desk.container().sessions.renew(session)).toBeDefined();
  expect(desk.linked).toEqual([PERSON]);
});
