import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { createLocalClock } from "../../../../local/clock.ts";
import { OFFICIAL_ACCOUNT } from "../../../../local/sim/weixin/credentials.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { aSimulator, ask } from "../support.ts";

const { appId, appSecret: secret } = OFFICIAL_ACCOUNT;
const PAGE = "https://shop.example/cart?id=1";

async function aPage(dataDir: string = temporaryFolder()) {
  const clock = createLocalClock();
  const simulator = await aSimulator({ clock, dataDir });
  const { url, sim } = simulator;
  const ticket = async () => {
    const asked = { grant_type: "client_credential", appid: appId, secret };
    const { access_token } = (await ask(`${url}/weixin/cgi-bin/stable_token`, "POST", asked)).body;
    const query = { access_token: String(access_token), type: "jsapi" };
    return String(
      (await ask(`${url}/weixin/cgi-bin/ticket/getticket?${new URLSearchParams(query)}`, "GET")).body.ticket,
    );
  };
  const signed = (by: string, page: string = PAGE) => {
    const text = `jsapi_ticket=${by}&noncestr=n1&timestamp=1414587457&url=${page}`;
    return {
      url: PAGE,
      timestamp: 1_414_587_457,
      nonceStr: "n1",
      signature: createHash("sha1").update(text).digest("hex"),
    };
  };
  const config = async (page: object) => (await sim("POST", `js-sdk/${appId}/config`, page)).body.errMsg;
  return { ...simulator, clock, ticket, signed, config };
}

it("a page that a present ticket signed is accepted, whatever follows the #", async () => {
  const { ticket, signed, config } = await aPage();
  const page = signed(await ticket());
  expect(await config(page)).toBe("config:ok");
  expect(await config({ ...page, url: `${PAGE}#top` })).toBe("config:ok");
  expect(await config({ ...page, timestamp: "1414587457" })).toBe("config:ok");
});

it("another address, nonce, time or ticket is an invalid signature", async () => {
  const { ticket, signed, config } = await aPage();
  const page = signed(await ticket());
  for (const change of [{ url: `${PAGE}&b=2` }, { nonceStr: "n2" }, { timestamp: 1 }, { signature: "" }]) {
    expect(await config({ ...page, ...change }), JSON.stringify(change)).toBe("config:invalid signature");
  }
  expect(await config(signed(""))).toBe("config:invalid signature");
});

it("the ticket before serves beside the next one until its own end", async () => {
  const { ticket, signed, config, clock } = await aPage();
  const first = await ticket();
  clock.advance(6901);
  const second = await ticket();
  expect(second).not.toBe(first);
  expect([await config(signed(first)), await config(signed(second))]).toEqual(["config:ok", "config:ok"]);
  clock.advance(299);
  expect([await config(signed(first)), await config(signed(second))]).toEqual([
    "config:invalid signature",
    "config:ok",
  ]);
});

it("a ticket that was ended serves no page, also after a restart; the next one does", async () => {
  const dataDir = temporaryFolder();
  const before = await aPage(dataDir);
  const first = await before.ticket();
  expect((await before.sim("POST", `js-sdk/${appId}/end-ticket`)).status).toBe(200);
  await before.close();
  const { ticket, signed, config } = await aPage(dataDir);
  expect(await config(signed(first))).toBe("config:invalid signature");
  const second = await ticket();
  expect(second).not.toBe(first);
  expect(await config(signed(second))).toBe("config:ok");
});

it("pages of another domain than the account's are told so", async () => {
  const { ticket, signed, config, sim } = await aPage();
  const page = signed(await ticket());
  await sim("PUT", `web/${appId}`, { jsDomain: "shop.example" });
  expect(await config(page)).toBe("config:ok");
  await sim("PUT", `web/${appId}`, { jsDomain: "other.example" });
  expect(await config(page)).toBe("config:invalid url domain");
});

it("the controls say what is wrong", async () => {
  const { sim } = await aPage();
  expect((await sim("POST", "js-sdk/wx_other/config", {})).status).toBe(404);
  expect((await sim("POST", `js-sdk/${appId}/dance`)).status).toBe(404);
  expect((await sim("POST", `js-sdk/${appId}/config`, { url: "no" })).status).toBe(400);
  expect((await sim("PUT", "web/wx_other", {})).status).toBe(404);
  expect((await sim("PUT", `web/${appId}`, { domain: "x" })).status).toBe(400);
});
