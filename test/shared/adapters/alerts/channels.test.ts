import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { openSimDatabase } from "../../../../local/sim/database.ts";
import { createFaults } from "../../../../local/sim/faults/faults.ts";
import { simulatedRobots } from "../../../../local/sim/robots/credentials.ts";
import { createRobots } from "../../../../local/sim/robots/robots.ts";
import { createAlertChannels } from "../../../../shared/adapters/alerts/channels.ts";
import { alertCredentialsSchema } from "../../../../shared/adapters/alerts/credentials.ts";
import { dingtalkSign } from "../../../../shared/adapters/alerts/dingtalk.ts";
import { feishuSign } from "../../../../shared/adapters/alerts/feishu.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { createPostJson } from "../../../../shared/platform/http/post-json.ts";
import { NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

type Change = (channel: Record<string, unknown>) => Record<string, unknown>;

/** The channels over the simulated robots; `change` makes their credentials wrong. */
async function someChannels(change: Change = (channel) => channel, timeoutMs = 60_000) {
  const clock = fakeClock();
  const db = openSimDatabase(temporaryFolder());
  const faults = createFaults();
  const robots = createRobots({ db, clock, faults });
  const server = createServer((request, response) => void robots.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    db.close();
  });
  const { port } = server.address() as AddressInfo;
  const { channels } = simulatedRobots(`http://127.0.0.1:${port}`);
  const credentials = alertCredentialsSchema.parse({ channels: channels.map(change) });
  const list = await createAlertChannels({
    credentials: async () => credentials,
    topic: { arn: "arn:aws:sns:us-east-1:000000000000:none", client: { endpoint: "http://127.0.0.1:1" } },
    post: createPostJson(),
    now: clock.now,
    timeoutMs,
  })();
  const send = async (name: string, text: string) => list.find((channel) => channel.name === name)?.send(text);
  return { clock, faults, robots, send, list };
}

const ROBOTS = ["wecom", "dingtalk", "feishu"];

it("reach each platform's robot, signed where it wants that", async () => {
  const { send, robots, list } = await someChannels();
  expect(list.map(({ name }) => name)).toEqual(["sns", ...ROBOTS]);
  for (const name of ROBOTS) await send(name, "告警 & 50% + #1");
  expect(robots.list(0).map(({ robot, text }) => [robot, text])).toEqual(
    ROBOTS.map((name) => [name, "告警 & 50% + #1"]),
  );
});

it("sign as the platforms' documents do", () => {
  // Computed with the vendors' own sample code (Python) for these values.
  expect(dingtalkSign("this is secret", 1_600_000_000_000)).toBe("MYEtKC4/NfMR1l4prX++ai6oOf70X1xOf6UlnyUhJH4=");
  expect(feishuSign("demo", "1599360473")).toBe("l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=");
});

it("find the fault in the answer's body, for HTTP 200 proves nothing", async () => {
  const { send } = await someChannels((channel) => ({
    ...channel,
    ...(channel.type === "wecom" ? { url: `${channel.url}x` } : { secret: "another" }),
  }));
  await expect(send("wecom", "x")).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("93000"),
  });
  await expect(send("dingtalk", "x")).rejects.toMatchObject({
    message: expect.stringContaining("310000 sign not match"),
  });
  await expect(send("feishu", "x")).rejects.toMatchObject({ message: expect.stringContaining("19021") });
});

it("are refused without a signature where the robot wants one, and after an hour", async () => {
  const unsigned = await someChannels(({ secret: _none, ...channel }) => channel);
  await expect(unsigned.send("dingtalk", "x")).rejects.toMatchObject({ code: "refused" });
  await expect(unsigned.send("feishu", "x")).rejects.toMatchObject({ code: "refused" });
});

it("tell of too many messages apart from refusals", async () => {
  const { send, clock, robots } = await someChannels();
  for (const name of ["wecom", "dingtalk"]) {
    for (let n = 0; n < 20; n++) await send(name, `${n}`);
    await expect(send(name, "one more")).rejects.toMatchObject({ code: "throttled", retryable: true });
  }
  for (let n = 0; n < 5; n++) await send("feishu", `${n}`);
  await expect(send("feishu", "one more")).rejects.toMatchObject({ code: "throttled" });
  clock.advance(61_000);
  await send("wecom", "again");
  await send("feishu", "again");
  await expect(send("dingtalk", "muted for ten minutes")).rejects.toMatchObject({ code: "throttled" });
  clock.advance(600_000);
  await send("dingtalk", "again");
  expect(robots.list(0, "dingtalk")).toHaveLength(21);
});

it("state limits that the platforms take, to the byte", async () => {
  const { send, list } = await someChannels();
  for (const { name, maxBytes } of list.filter(({ name }) => ROBOTS.includes(name))) {
    await send(name, "告".repeat(Math.floor(maxBytes / 3)));
  }
  await expect(send("wecom", "x".repeat(2049))).rejects.toMatchObject({ message: expect.stringContaining("40058") });
});

it("mention nobody, whatever an alert quotes", async () => {
  const { send, robots } = await someChannels();
  await send("feishu", '<at user_id="all">所有人</at>');
  expect(robots.list(0)[0]?.text).not.toContain("<at");
});

it("fail without telling the robot's key", async () => {
  const patient = await someChannels();
  const { send, faults } = patient;
  for (const [kind, channels] of [
    ["drop", patient],
    ["hang", await someChannels(undefined, 200)],
  ] as const) {
    channels.faults.add({ kind, value: "before", match: { path: "/robots/*" } });
    const error: unknown = await channels.send("wecom", "x")?.catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "unreachable", retryable: true });
    expect(JSON.stringify(error) + String(error)).not.toContain("local-wecom");
    channels.faults.clear();
  }
  faults.add({ kind: "status", value: 502, match: { path: "/robots/*" } });
  await expect(send("wecom", "x")).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("HTTP 502"),
  });
  await expect(send("sns", "x")).rejects.toMatchObject({ code: "unavailable" });
});

it("keep the topic while the secret cannot be used, and fail in the robots' place with the reason", async () => {
  const broken = new AppError("internal", "the secret has not the form it should have");
  const list = await createAlertChannels({
    credentials: () => Promise.reject(broken),
    topic: { arn: "arn", client: {} },
    post: createPostJson(),
    now: () => NOON,
    timeoutMs: 100,
  })();
  expect(list.map(({ name }) => name)).toEqual(["sns", "robots"]);
  await expect(list[1]?.send("x")).rejects.toBe(broken);
});

it.each([
  [{ type: "wecom", url: "http://qyapi.weixin.qq.com/x" }, "https address"],
  [{ type: "wecom", url: "https://user:password@qyapi.weixin.qq.com/x" }, "https address"],
  [{ type: "wecom", url: "x", secret: "y" }, "secret"],
  [{ type: "dingtalk", url: "https://oapi.dingtalk.com/robot/send", secret: "" }, "leave it out"],
  [{ type: "slack", url: "https://example.com" }, "type"],
  [{ type: "feishu", url: "https://open.feishu.cn/x", name: "sns" }, "taken"],
])("are not made of %o", (channel, reason) => {
  const result = alertCredentialsSchema.safeParse({ channels: [channel] });
  expect(JSON.stringify(result.error?.issues)).toContain(reason);
});

it("have a name each", () => {
  const robot = { type: "wecom", url: "https://qyapi.weixin.qq.com/x" };
  expect(alertCredentialsSchema.safeParse({ channels: [robot, robot] }).success).toBe(false);
  expect(alertCredentialsSchema.safeParse({ channels: [robot, { ...robot, name: "night-shift" }] }).success).toBe(true);
});
