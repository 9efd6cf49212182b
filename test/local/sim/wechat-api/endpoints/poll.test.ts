import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../../support/temporary-folder.ts";
import { aReceiver, aSimulator } from "../../support.ts";

const APP = "wx_demo_alpha";
const write = (text: string) => ({ appId: APP, from: "wxid_friend", text });

describe("/message/poll", () => {
  it("hands out what waits for an account that is polled, after a cursor, and calls nobody back", async () => {
    const receiver = await aReceiver();
    const { call, sim } = await aSimulator({ callbackUrl: receiver.url });
    await sim("PUT", `accounts/${APP}`, { ingest: "poll" });
    const first = await sim("POST", "messages", { ...write("一"), newMsgId: "7773749793478223190" });
    expect(first.body).toEqual({ newMsgId: 7773749793478223190n, waits: true });
    await sim("POST", "messages", { ...write("二"), repeat: 2 });
    await sim("POST", `accounts/${APP}/offline`);

    const all = await call("/message/poll", { appId: APP });
    expect(all.text).toContain('"NewMsgId":7773749793478223190');
    expect(all.body).toMatchObject({
      ret: 200,
      data: { messages: [{ TypeName: "AddMsg" }, {}, {}, { TypeName: "Offline" }], cursor: "4" },
    });
    const rest = await call("/message/poll", { appId: APP, cursor: "3" });
    expect(rest.body.data).toMatchObject({ messages: [{ TypeName: "Offline" }], cursor: "4" });
    expect((await call("/message/poll", { appId: APP, cursor: "4" })).body.data).toEqual({ messages: [], cursor: "4" });
    expect(receiver.bodies).toEqual([]);
  });

  it("has nothing for an account that is called back, and refuses strangers and cursors of others", async () => {
    const receiver = await aReceiver();
    const { call, sim } = await aSimulator({ callbackUrl: receiver.url });
    await sim("POST", "messages", write("一"));
    expect(receiver.bodies).toHaveLength(1);
    expect((await call("/message/poll", { appId: APP })).body.data).toEqual({ messages: [], cursor: "0" });
    expect((await call("/message/poll", { appId: "wx_nobody" })).body).toMatchObject({ ret: 500, msg: "设备不存在" });
    expect((await call("/message/poll", { appId: APP, cursor: "x" })).body.ret).toBe(500);
    expect((await call("/message/poll", {})).body.ret).toBe(500);
  });

  it("keeps what waits across a restart, and pages by a hundred", async () => {
    const dataDir = temporaryFolder();
    const before = await aSimulator({ dataDir });
    await before.sim("PUT", `accounts/${APP}`, { ingest: "poll" });
    await before.sim("POST", "messages", { ...write("x"), repeat: 100 });
    await before.sim("POST", "messages", write("y"));
    await before.close();
    const { call } = await aSimulator({ dataDir });
    expect((await call("/message/poll", { appId: APP })).body.data).toMatchObject({ cursor: "100" });
    expect((await call("/message/poll", { appId: APP, cursor: "100" })).body.data).toMatchObject({ cursor: "101" });
  });
});
