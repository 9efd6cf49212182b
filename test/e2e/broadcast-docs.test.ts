import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { type CloudProcess, newCloudSite, startCloudProcess } from "../support/cloud-process.ts";
import { runShellBlocks, shellBlocks } from "../support/doc-blocks.ts";
import { eventually, requestJson } from "../support/http-json.ts";

// Runs the commands of docs/broadcasts.md as printed, on the embedded cloud; then a broadcast of the demo fleet.

const callsSchema = z.object({
  calls: z.array(z.object({ body: z.looseObject({ toWxid: z.string(), content: z.string() }) })),
});

let site: Awaited<ReturnType<typeof newCloudSite>>;
let cloud: CloudProcess;

beforeAll(async () => {
  site = await newCloudSite();
  cloud = await startCloudProcess(site);
});

afterAll(async () => {
  await cloud.kill("SIGINT");
  site.remove();
});

async function sentWith(text: string) {
  const url = `${cloud.urls.simulator}/sim/calls?path=/message/postText&limit=1000`;
  const { calls } = callsSchema.parse((await requestJson("GET", url)).json());
  return calls.map(({ body }) => body).filter(({ content }) => content.includes(text));
}

it("has the same commands in both languages", () => {
  expect(shellBlocks("broadcasts.zh-CN.md")).toEqual(shellBlocks("broadcasts.md"));
});

it("starts a broadcast once, pauses and resumes it, and each recipient hears it", async () => {
  const stdout = await runShellBlocks("broadcasts.md", cloud.urls.gateway, 120_000);
  expect(stdout).not.toMatch(/"status":\d/);
  const sent = await eventually("three messages", 60_000, async () => {
    const found = await sentWith("今晚八点上新");
    return found.length >= 3 ? found : undefined;
  });
  expect(sent.map(({ toWxid }) => toWxid).sort()).toEqual([
    "10000000001@chatroom",
    "wxid_friend_one",
    "wxid_friend_two",
  ]);
});

it("who writes 订阅 to the demo fleet gets its broadcast alone", async () => {
  const body = { appId: "wx_demo_alpha", from: "wxid_friend_one", text: "订阅" };
  await requestJson("POST", `${cloud.urls.simulator}/sim/messages`, { body });
  const sent = await eventually("the broadcast", 60_000, async () => {
    const found = await sentWith("本周上新已到店");
    return found.length > 0 ? found : undefined;
  });
  expect(sent.map(({ toWxid }) => toWxid)).toEqual(["wxid_friend_one"]);
});
