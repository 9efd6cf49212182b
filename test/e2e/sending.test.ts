import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { type CloudProcess, newCloudSite, startCloudProcess } from "../support/cloud-process.ts";
import { runShellBlocks, shellBlocks } from "../support/doc-blocks.ts";
import { eventually, requestJson } from "../support/http-json.ts";

// Runs the commands of docs/sending.md as printed, on the embedded cloud.

const callsSchema = z.object({
  calls: z.array(z.object({ path: z.string(), ret: z.number().nullable(), body: z.looseObject({}) })),
});
const CALLS = /^\/(?:message\/|contacts\/addContacts)/;

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

/** Calls that send or download, in order. */
async function vendorCalls() {
  const answer = await requestJson("GET", `${cloud.urls.simulator}/sim/calls?appId=wx_demo_alpha&limit=1000`);
  return callsSchema.parse(answer.json()).calls.filter(({ path }) => CALLS.test(path));
}

it("has the same commands in both languages", () => {
  expect(shellBlocks("sending.zh-CN.md")).toEqual(shellBlocks("sending.md"));
});

it("sends every content, takes a message back and links to received files", async () => {
  const stdout = await runShellBlocks("sending.md", cloud.urls.gateway, 240_000);
  expect(stdout).not.toMatch(/"status":\d/);

  const calls = await eventually("the message is taken back", 90_000, async () => {
    const found = await vendorCalls();
    return found.some(({ path }) => path === "/message/revokeMsg") ? found : undefined;
  });
  expect(calls.filter(({ ret }) => ret !== 200)).toEqual([]);
  expect(calls.map(({ path }) => path.split("/").at(-1)).filter((method) => !method?.startsWith("download"))).toEqual([
    ...Array.from({ length: 5 }, () => "postText"),
    ...["postImage", "postFile", "postVoice", "postVideo", "postLink", "postNameCard", "postLocation", "postLocation"],
    ...["postEmoji", "postMiniApp", "postAppMsg", "forwardImage", "forwardMiniApp", "addContacts"],
    ...["postText", "postImage", "revokeMsg"],
  ]);
  const mention = calls.find(({ body }) => body.ats === "wxid_friend_one")?.body.content;
  expect(mention).toMatch(/^@[^@]+\u2005您的订单已发货$/);

  const links = stdout.match(/http:\/\/[^"]+X-Amz-Signature=[0-9a-f]{64}/g) ?? [];
  expect(links).toHaveLength(6);
  const types = await Promise.all(links.map(async (link) => (await fetch(link)).headers.get("content-type")));
  const file = "application/octet-stream";
  expect(types).toEqual(["image/png", file, "audio/silk", "video/mp4", "image/gif", file]);
});
