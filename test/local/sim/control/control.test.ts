import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { until } from "../../../support/until.ts";
import { aReceiver, aSimulator, ask, callApi } from "../support.ts";

const APP = "wx_demo_alpha";
const TEXT = { appId: APP, toWxid: "wxid_friend", content: "hi" };
const calls = z.object({ calls: z.array(z.record(z.string(), z.unknown())), last: z.number() });

describe("the log of calls", () => {
  it("lists calls in order of receipt, with bodies as they came, and pages and filters them", async () => {
    const { call, sim } = await aSimulator();
    await call("/message/postText", TEXT);
    await call("/login/checkOnline", { appId: "wx_demo_bravo" });
    await call("/message/downloadVoice", `{"appId":"${APP}","xml":"<msg><voicemsg/></msg>","msgId":9007199254740993}`);
    const all = await sim("GET", "calls");
    const log = calls.parse(all.body);
    expect(log.calls.map((entry) => [entry.n, entry.path, entry.ret, entry.executed])).toEqual([
      [1, "/message/postText", 200, true],
      [2, "/login/checkOnline", 200, true],
      [3, "/message/downloadVoice", 200, true],
    ]);
    expect(log.calls[0]?.body).toEqual(TEXT);
    expect(all.text).toContain("9007199254740993");
    const numbers = async (query: string) =>
      calls.parse((await sim("GET", `calls?${query}`)).body).calls.map((c) => c.n);
    expect(await numbers("after=1&limit=1")).toEqual([2]);
    expect(await numbers(`appId=${APP}`)).toEqual([1, 3]);
    expect(await numbers("path=/login/checkOnline")).toEqual([2]);
    expect(calls.parse((await sim("GET", "calls?after=3")).body)).toEqual({ calls: [], last: 3 });
  });

  it("waits for a call that is asked for, and answers the moment it is there", async () => {
    const { call, sim } = await aSimulator();
    const asked = sim("GET", `calls?appId=${APP}&path=/message/postText&wait=60`);
    await call("/login/checkOnline", { appId: APP });
    await call("/message/postText", { ...TEXT, appId: "wx_demo_bravo" });
    await call("/message/postText", TEXT);
    expect(calls.parse((await asked).body).calls.map(({ n, body }) => [n, body])).toEqual([[3, TEXT]]);
    const again = await sim("GET", `calls?appId=${APP}&path=/message/postText&wait=60`);
    expect(calls.parse(again.body).last).toBe(3);
  });

  it("waits no longer than it is asked to, and not at all unless it is", async () => {
    const { sim } = await aSimulator();
    expect((await sim("GET", "calls?wait=0.05")).body).toEqual({ calls: [], last: 0 });
    expect((await sim("GET", "calls")).body).toEqual({ calls: [], last: 0 });
    expect((await sim("GET", "calls?wait=61")).status).toBe(400);
  });

  it("does not hold up the end of the simulator while a reader waits", async () => {
    const { sim, close } = await aSimulator();
    const refused = expect(sim("GET", "calls?wait=60")).rejects.toThrow();
    await sim("GET", "calls");
    await close();
    await refused;
  });
});

describe("faults", () => {
  it("hit as often as they say, and only what they match", async () => {
    const { call, sim } = await aSimulator();
    await sim("POST", "faults", {
      match: { path: "/message/*", toWxid: "wxid_friend" },
      kind: "ret",
      value: -1,
      times: 2,
    });
    const rets = [];
    for (const toWxid of ["wxid_friend", "other", "wxid_friend", "wxid_friend"]) {
      rets.push((await call("/message/postText", { ...TEXT, toWxid })).body.ret);
    }
    expect(rets).toEqual([-1, 200, -1, 200]);
    const log = calls.parse((await sim("GET", "calls")).body).calls;
    expect(log.map((entry) => [entry.fault, entry.executed])).toEqual([
      ["ret", false],
      [undefined, true],
      ["ret", false],
      [undefined, true],
    ]);
  });

  it("answer with an HTTP status, and are gone after DELETE", async () => {
    const { call, sim } = await aSimulator();
    await sim("POST", "faults", { kind: "status", value: 502 });
    expect((await call("/message/postText", TEXT)).status).toBe(502);
    expect((await sim("GET", "faults")).body).toMatchObject({ faults: [{ kind: "status", hits: 1 }] });
    await sim("DELETE", "faults");
    expect((await call("/message/postText", TEXT)).body).toMatchObject({ ret: 200 });
  });

  it("say when to come back, as Retry-After", async () => {
    const { call, sim } = await aSimulator();
    await sim("POST", "faults", { kind: "status", value: 503, retryAfter: 7 });
    const { status, headers } = await call("/message/postText", TEXT);
    expect([status, headers.get("retry-after")]).toEqual([503, "7"]);
    expect((await sim("POST", "faults", { kind: "status", value: 503, retryAfter: -1 })).status).toBe(400);
  });

  it("close the connection before or after the call has its effect, and the log tells which", async () => {
    const { call, sim } = await aSimulator();
    for (const value of ["before", "after"]) {
      await sim("POST", "faults", { kind: "drop", value, times: 1 });
      await expect(call("/message/postText", TEXT)).rejects.toThrow();
    }
    const log = calls.parse((await sim("GET", "calls")).body).calls;
    expect(log.map((entry) => [entry.fault, entry.executed, entry.ret])).toEqual([
      ["drop", false, null],
      ["drop", true, null],
    ]);
  });

  it("hold an answer back for a while or for ever", async () => {
    const { url, sim, call } = await aSimulator();
    await sim("POST", "faults", { kind: "latency", value: 30, times: 1 });
    const since = performance.now();
    await call("/message/postText", TEXT);
    expect(performance.now() - since).toBeGreaterThanOrEqual(29);
    await sim("POST", "faults", { kind: "latency", value: 3_600_000, times: 1 });
    const late = call("/message/postText", TEXT);
    await until(async () => calls.parse((await sim("GET", "calls")).body).last === 2);
    await sim("DELETE", "faults");
    expect((await late).body).toMatchObject({ ret: 200 });
    await sim("POST", "faults", { kind: "hang", times: 1 });
    const hanging = fetch(`${url}/wechatapi/finder/v2/api/message/postText`, {
      method: "POST",
      headers: { "VideosApi-token": "local-token" },
      body: JSON.stringify(TEXT),
      signal: AbortSignal.timeout(100),
    });
    await expect(hanging).rejects.toThrow(/timeout/);
  });
});

describe("messages", () => {
  it("arrive in the vendor's form, with ids that differ in the last digit only", async () => {
    const receiver = await aReceiver();
    const { sim } = await aSimulator({ callbackUrl: receiver.url });
    for (const newMsgId of ["7773749793478223190", "7773749793478223191"]) {
      const answer = await sim("POST", "messages", { appId: APP, from: "wxid_friend", text: "你好", newMsgId });
      expect(answer.text).toBe(`{"newMsgId":${newMsgId},"delivered":true,"status":200}`);
    }
    expect(receiver.bodies[1]).toContain('"NewMsgId":7773749793478223191,');
    expect(JSON.parse(receiver.bodies[0] ?? "")).toMatchObject({
      TypeName: "AddMsg",
      Appid: APP,
      Wxid: "wxid_alpha",
      Data: {
        MsgType: 1,
        FromUserName: { string: "wxid_friend" },
        ToUserName: { string: "wxid_alpha" },
        Content: { string: "你好" },
        PushContent: "wxid_friend : 你好",
      },
    });
  });

  it("in a group carry their sender and mentions; the account's own go the other way", async () => {
    const receiver = await aReceiver();
    const { sim } = await aSimulator({ callbackUrl: receiver.url });
    const room = "123@chatroom";
    await sim("POST", "messages", { appId: APP, from: "wxid_friend", room, text: "hi", mentions: ["wxid_alpha", "b"] });
    await sim("POST", "messages", { appId: APP, from: "wxid_alpha", room, text: "own" });
    const [others, own] = receiver.bodies.map((body) => JSON.parse(body).Data);
    expect(others).toMatchObject({ FromUserName: { string: room }, Content: { string: "wxid_friend:\nhi" } });
    expect(others.MsgSource).toContain("<atuserlist><![CDATA[wxid_alpha,b]]></atuserlist>");
    expect(own).toMatchObject({
      FromUserName: { string: "wxid_alpha" },
      ToUserName: { string: room },
      Content: { string: "own" },
    });
  });

  it("are repeated until they get a 200, in order per account, and do not hold up other accounts", async () => {
    const receiver = await aReceiver();
    const { sim } = await aSimulator({ callbackUrl: receiver.url });
    let failures = 3;
    receiver.status = (body) => (body.includes('"first"') && failures-- > 0 ? 500 : 200);
    const send = (appId: string, text: string) => sim("POST", "messages", { appId, from: "wxid_friend", text });
    const first = await send(APP, "first");
    expect(first.body).toMatchObject({ delivered: false, status: 500 });
    await send(APP, "second");
    await send("wx_demo_bravo", "other");
    await until(() => receiver.bodies.length === 3);
    const texts = receiver.bodies.map((body) => JSON.parse(body).Data.Content.string);
    expect(texts.filter((text) => text !== "other")).toEqual(["first", "second"]);
  });

  it("outlive a restart while the platform is away", async () => {
    const receiver = await aReceiver();
    receiver.status = () => 503;
    const before = await aSimulator({ callbackUrl: receiver.url });
    await before.sim("POST", "messages", { appId: APP, from: "wxid_friend", text: "kept" });
    await before.close();
    receiver.status = () => 200;
    await aSimulator({ callbackUrl: receiver.url, dataDir: before.dataDir });
    await until(() => receiver.bodies.length === 1);
    expect(receiver.bodies[0]).toContain("kept");
  });

  it("come as often as asked", async () => {
    const receiver = await aReceiver();
    const { sim } = await aSimulator({ callbackUrl: receiver.url });
    await sim("POST", "messages", { appId: APP, from: "wxid_friend", text: "hi", repeat: 3 });
    expect(new Set(receiver.bodies).size).toBe(1);
    expect(receiver.bodies).toHaveLength(3);
  });
});

describe("accounts", () => {
  it("are created and changed, and tell the platform when they drop", async () => {
    const receiver = await aReceiver();
    const { sim } = await aSimulator({ callbackUrl: receiver.url });
    expect((await sim("GET", "accounts")).body.accounts).toHaveLength(3);
    await sim("PUT", "accounts/wx_new", { wxid: "wxid_new", nickName: "New", online: true });
    const changed = await sim("PUT", "accounts/wx_new", { nickName: "Newer" });
    expect(changed.body).toMatchObject({ appId: "wx_new", wxid: "wxid_new", nickName: "Newer", online: true });
    const dropped = await sim("POST", "accounts/wx_new/offline");
    expect(dropped.body).toMatchObject({ online: false, delivered: true });
    expect(receiver.bodies).toEqual(['{"TypeName":"Offline","Appid":"wx_new","Wxid":"wxid_new"}']);
  });
});

it("answers bad input with a JSON error that says what is wrong", async () => {
  const { sim, url } = await aSimulator();
  const cases: [string, string, unknown, number][] = [
    ["POST", "messages", "{", 400],
    ["POST", "messages", {}, 400],
    ["POST", "messages", { appId: APP, from: "x", kind: "song" }, 400],
    ["POST", "messages", { appId: "none", from: "x" }, 404],
    ["POST", "messages", { appId: APP, from: "x", newMsgId: "12x" }, 400],
    ["POST", "faults", { kind: "earthquake" }, 400],
    ["POST", "faults", { kind: "status", value: 42 }, 400],
    ["PUT", "accounts/a", { online: "yes" }, 400],
    ["POST", "accounts/none/online", undefined, 404],
    ["POST", `accounts/${APP}/explode`, undefined, 404],
    ["POST", `accounts/${APP}/scan`, undefined, 409],
    ["GET", "calls?after=x", undefined, 400],
    ["GET", "calls?limit=0", undefined, 400],
    ["GET", "accounts/%E0%A4%A/x", undefined, 400],
    ["GET", "none", undefined, 404],
  ];
  for (const [method, path, body, status] of cases) {
    const answer = await sim(method, path, body);
    expect([path, answer.status, typeof answer.body.error]).toEqual([path, status, "string"]);
  }
  expect((await ask(`${url}/`, "GET")).status).toBe(404);
});

describe("the simulator's process", () => {
  async function startProcess(dataDir: string): Promise<{ child: ChildProcess; url: string }> {
    const child = fork(fileURLToPath(new URL("../../../../local/sim/main.ts", import.meta.url)), {
      env: { ...process.env, SIM_PORT: "0", DATA_DIR: dataDir },
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [ready] = await once(child, "message");
    const { port } = z.object({ type: z.literal("ready"), port: z.number() }).parse(ready);
    return { child, url: `http://127.0.0.1:${port}` };
  }

  it("has every call in its log that it answered before it was killed", async () => {
    const dataDir = temporaryFolder();
    const { child, url } = await startProcess(dataDir);
    const answered: string[] = [];
    const calling = Promise.allSettled(
      Array.from({ length: 8 }, async (_, lane) => {
        for (let i = 0; ; i++) {
          const content = `${lane}-${i}`;
          await callApi(url, "/message/postText", { ...TEXT, content });
          answered.push(content);
        }
      }),
    );
    await until(() => answered.length > 500);
    child.kill("SIGKILL");
    await calling;
    const next = await startProcess(dataDir);
    const log = calls.parse((await ask(`${next.url}/sim/calls?limit=10000`, "GET")).body).calls;
    const logged = log.map((entry) => z.object({ content: z.string() }).parse(entry.body).content);
    expect(new Set(logged).size).toBe(logged.length);
    expect(answered.filter((content) => !logged.includes(content))).toEqual([]);
  });

  it("follows its parent's clock and goes when its parent goes", async () => {
    const { child, url } = await startProcess(temporaryFolder());
    child.send({ type: "clock", offset: 3_600_000 });
    await until(async () => {
      const { body } = await callApi(url, "/message/postText", TEXT);
      return Number((body.data as { createTime: number }).createTime) > Date.now() / 1000 + 3500;
    });
    const gone = once(child, "exit");
    child.disconnect();
    expect((await gone)[0]).toBe(0);
  });
});

it("shows links to a browser", async () => {
  const { url } = await aSimulator();
  const seen = await fetch(url, { headers: { accept: "text/html,*/*;q=0.8" } });
  expect([seen.status, seen.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(await seen.text()).toContain('<a href="/sim/calls">');
});
