import { expect, it } from "vitest";
import { MINI_PROGRAM, OFFICIAL_ACCOUNT } from "../../../../local/sim/weixin/credentials.ts";
import { decrypt } from "../../../../shared/adapters/weixin/callback/decrypt.ts";
import { fieldsOf, textIn } from "../../../../shared/adapters/weixin/callback/fields.ts";
import { eventually } from "../../../support/http-json.ts";
import { aReceiver, aSimulator } from "../support.ts";

const { appId, originalId } = OFFICIAL_ACCOUNT;
const message = { appId, from: "openid-1" };

/** What a body of a callback says, decrypted where it is encrypted. */
function read(body: string, { appId, encodingAesKey }: { appId: string; encodingAesKey: string } = OFFICIAL_ACCOUNT) {
  const fields = fieldsOf(body);
  const encrypted = textIn(fields, "Encrypt");
  return encrypted === "" ? fields : fieldsOf(decrypt(encrypted, encodingAesKey, appId));
}

it("delivers what happens at the Official Account as WeChat does: encrypted, in XML", async () => {
  const receiver = await aReceiver();
  const { sim } = await aSimulator({ officialUrl: receiver.url });
  const answer = await sim("POST", "messages", { ...message, text: "你好]]>" });
  expect(answer.body).toMatchObject({ delivered: true, status: 200, msgId: expect.stringMatching(/^\d+$/) });
  await sim("POST", "messages", { ...message, event: "subscribe", eventKey: "qrscene_1", fields: { Ticket: "gQ" } });
  expect(receiver.bodies.map((body) => read(body))).toMatchObject([
    { ToUserName: originalId, FromUserName: "openid-1", MsgType: "text", Content: "你好]]>", MsgId: answer.body.msgId },
    { MsgType: "event", Event: "subscribe", EventKey: "qrscene_1", Ticket: "gQ" },
  ]);
});

it("delivers what happens at the mini program in JSON, as its page is set", async () => {
  const receiver = await aReceiver();
  const { sim } = await aSimulator({ officialUrl: receiver.url });
  const said = { appId: MINI_PROGRAM.appId, from: "openid-1" };
  await sim("POST", "messages", { ...said, event: "user_enter_tempsession", eventKey: "cart" });
  await sim("POST", "messages", { ...said, kind: "miniprogrampage", text: "点单" });
  expect(receiver.bodies.every((body) => body.startsWith("{"))).toBe(true);
  expect(receiver.bodies.map((body) => read(body, MINI_PROGRAM))).toMatchObject([
    { ToUserName: MINI_PROGRAM.originalId, Event: "user_enter_tempsession", SessionFrom: "cart" },
    { MsgType: "miniprogrampage", Title: "点单", AppId: MINI_PROGRAM.appId },
  ]);
});

it.each([
  ["text", { Content: "x" }],
  ["image", { PicUrl: expect.any(String), MediaId: expect.any(String) }],
  ["voice", { Recognition: "x", MediaId: expect.any(String) }],
  ["video", { ThumbMediaId: expect.any(String) }],
  ["location", { Label: "x" }],
  ["link", { Title: "x" }],
])("makes messages of the kind %s, in JSON and without encryption where asked", async (kind, fields) => {
  const receiver = await aReceiver();
  const { sim } = await aSimulator({ officialUrl: receiver.url });
  await sim("POST", "messages", {
    ...message,
    kind,
    text: "x",
    mode: "plain",
    format: "json",
    msgId: "9007199254740993",
  });
  expect(receiver.bodies.map((body) => read(body))).toMatchObject([
    { MsgType: kind, MsgId: "9007199254740993", ...fields },
  ]);
});

it("tries three times, each signed anew, and then gives up", async () => {
  const receiver = await aReceiver();
  let refused = 0;
  receiver.status = () => (++refused < 3 ? 503 : 200);
  const { sim } = await aSimulator({ officialUrl: receiver.url });
  expect((await sim("POST", "messages", { ...message, text: "a" })).body).toMatchObject({
    delivered: false,
    status: 503,
  });
  await eventually("the third try", 20_000, async () => (receiver.bodies.length === 1 ? true : undefined));
  expect(refused).toBe(3);
  refused = -9;
  await sim("POST", "messages", { ...message, text: "b" });
  await eventually("all tries", 20_000, async () => (refused === -6 ? true : undefined));
  await sim("POST", "messages", { ...message, text: "c", mode: "safe" });
  expect(receiver.bodies).toHaveLength(1);
});

it("delivers nowhere while it knows no address, and refuses what is no message", async () => {
  const { sim } = await aSimulator();
  expect((await sim("POST", "messages", { ...message, text: "a" })).body).toMatchObject({
    delivered: false,
    status: 0,
  });
  expect((await sim("POST", "messages", { ...message, room: "1@chatroom" })).status).toBe(400);
});
