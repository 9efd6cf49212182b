import { beforeEach, describe, expect, it } from "vitest";
import { createHandler } from "../../../functions/component-callback/handler.ts";
import { readComponentEvent } from "../../../shared/adapters/weixin/component/event.ts";
import { createOpenComponentEvent } from "../../../shared/adapters/weixin/component/open.ts";
import { createReceiveComponentEvent } from "../../../shared/official/application/components/receive-event.ts";
import { createOpenCode, createSealCode } from "../../../shared/official/application/components/seal-code.ts";
import { createTakeReturn } from "../../../shared/official/application/components/take-return.ts";
import type { ComponentTask } from "../../../shared/official/domain/component-task.ts";
import { createMemorySealer } from "../../../shared/platform/memory/sealer.ts";
import { COMPONENT } from "../../support/a-component.ts";
import { aComponentEvent, componentKeys } from "../../support/a-component-callback.ts";
import { NOON } from "../../support/builders.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { aLambdaContext, anHttpEvent } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";
import { memoryStorage } from "../../support/storage.ts";

let observed: ReturnType<typeof recordingObservability>;
let storage: ReturnType<typeof memoryStorage>;
let queue: ComponentTask[];
let isDown: boolean;
const sealer = createMemorySealer();

beforeEach(async () => {
  observed = recordingObservability();
  storage = memoryStorage();
  queue = [];
  isDown = false;
  await storage.components.put({ componentAppId: COMPONENT, name: "平台", updatedAt: NOON }, "s3cret", 0);
});

function handler() {
  const clock = fakeClock(NOON);
  const open = createOpenComponentEvent({ keysOf: async () => componentKeys(), clock });
  const tasks = {
    async add(task: ComponentTask) {
      if (isDown) throw new Error("SQS is not available");
      queue.push(task);
    },
  };
  const sealCode = createSealCode(sealer);
  const { components: tickets, authorizationLinks } = storage;
  return createHandler({
    ...observed,
    open: async (id, query, body) => readComponentEvent(id, await open(id, query, body), clock.now()),
    receive: createReceiveComponentEvent({ ...observed, tickets, tasks, sealCode, clock }),
    takeReturn: createTakeReturn({ ...observed, authorizationLinks, tasks, sealCode, clock }),
  });
}

async function post(fields: Record<string, string>) {
  const { query, body } = aComponentEvent(fields);
  const event = anHttpEvent("POST", "/callbacks/component/{componentAppId}", {
    params: { componentAppId: COMPONENT },
    body,
  });
  const answer = await handler()({ ...event, queryStringParameters: query }, aLambdaContext());
  return { status: answer.statusCode, body: String(answer.body) };
}

async function comeBack(query: Record<string, string>) {
  const route = "/callbacks/component/{componentAppId}/authorized";
  const event = anHttpEvent("GET", route, { params: { componentAppId: COMPONENT } });
  const answer = await handler()({ ...event, queryStringParameters: query }, aLambdaContext());
  return { status: answer.statusCode, body: String(answer.body), headers: answer.headers };
}

describe("the callback of a third-party platform", () => {
  it("stores a ticket before it answers, and keeps the newer one", async () => {
    const ticket = (ComponentVerifyTicket: string, seconds: number) =>
      post({ InfoType: "component_verify_ticket", ComponentVerifyTicket, CreateTime: String(NOON / 1000 + seconds) });
    expect(await ticket("ticket@@@2", 10)).toEqual({ status: 200, body: "success" });
    expect(await ticket("ticket@@@1", 0)).toEqual({ status: 200, body: "success" });
    expect(await storage.components.credentialOf(COMPONENT)).toMatchObject({ ticket: { value: "ticket@@@2" } });
    expect(observed.counts.get("VerifyTicketKept")).toBe(1);
    expect(observed.counts.get("VerifyTicketOlder")).toBe(1);
  });

  it("does not answer success where a ticket was not stored", async () => {
    storage.components.keepTicket = () => Promise.reject(new Error("DynamoDB is not available"));
    const answer = await post({ InfoType: "component_verify_ticket", ComponentVerifyTicket: "ticket" });
    expect(answer.status).toBe(500);
    expect(observed.counts.get("CallbackNotTaken")).toBe(1);
  });

  it("queues an authorization with its code sealed, and does not answer success before", async () => {
    const fields = { InfoType: "authorized", AuthorizerAppid: "wx_a", AuthorizationCode: "queryauthcode@@@1" };
    isDown = true;
    expect((await post(fields)).status).toBe(500);
    isDown = false;
    expect(await post(fields)).toEqual({ status: 200, body: "success" });
    expect(queue).toMatchObject([{ type: "authorized", by: "event", appId: "wx_a", at: NOON }]);
    expect(JSON.stringify(queue)).not.toContain("queryauthcode");
    const [task] = queue;
    if (task?.type !== "authorized") throw new Error("no authorization is queued");
    expect(await createOpenCode(sealer)(COMPONENT, task)).toBe("queryauthcode@@@1");
  });

  it("queues a withdrawal, and acknowledges what asks nothing of it", async () => {
    expect(await post({ InfoType: "unauthorized", AuthorizerAppid: "wx_a" })).toMatchObject({ body: "success" });
    expect(await post({ InfoType: "notify_third_fasteregister", msg: "OK" })).toMatchObject({ body: "success" });
    expect(queue).toEqual([{ type: "unauthorized", componentAppId: COMPONENT, appId: "wx_a", at: NOON }]);
    expect(observed.counts.get('ComponentEvent{"type":"other"}')).toBe(1);
  });

  it("refuses what is not WeChat's, and counts why", async () => {
    const event = anHttpEvent("POST", "/callbacks/component/{componentAppId}", {
      params: { componentAppId: COMPONENT },
      body: "<xml><InfoType>authorized</InfoType></xml>",
    });
    const answer = await handler()(event, aLambdaContext());
    expect(answer.statusCode).toBe(403);
    expect(observed.counts.get('CallbackRejected{"reason":"not-encrypted"}')).toBe(1);
  });

  it("writes no secret into the log", async () => {
    await post({ InfoType: "component_verify_ticket", ComponentVerifyTicket: "ticket@@@secret" });
    await post({ InfoType: "authorized", AuthorizerAppid: "wx_a", AuthorizationCode: "queryauthcode@@@secret" });
    expect(JSON.stringify(observed.lines)).not.toContain("@@@secret");
  });
});

describe("the page to which an owner comes back", () => {
  it("takes the code once, and says in Chinese that the account is being taken in", async () => {
    const redirect = 'https://shop.example/done?a=1&b="2"';
    await storage.authorizationLinks.put("state-1", { componentAppId: COMPONENT, redirect }, NOON + 1000);
    const first = await comeBack({ state: "state-1", auth_code: "queryauthcode@@@1", expires_in: "3600" });
    expect(first.status).toBe(200);
    expect(first.body).toContain("授权成功");
    expect(first.body).toContain("https://shop.example/done?a=1&amp;b=&quot;2&quot;");
    expect(first.body).not.toContain("queryauthcode");
    expect(first.headers?.["referrer-policy"]).toBe("no-referrer");
    expect(queue).toMatchObject([{ type: "authorized", by: "page", componentAppId: COMPONENT, at: NOON }]);
    const again = await comeBack({ state: "state-1", auth_code: "queryauthcode@@@2" });
    expect(again.status).toBe(410);
    expect(again.body).toContain("链接无效");
    expect(queue).toHaveLength(1);
  });

  it.each([
    ["a link of another platform", "wx_other", { state: "state-1", auth_code: "code" }],
    ["no code", COMPONENT, { state: "state-1" }],
    ["no state", COMPONENT, { auth_code: "code" }],
  ])("refuses %s", async (_case, componentAppId, query) => {
    await storage.authorizationLinks.put("state-1", { componentAppId }, NOON + 1000);
    expect((await comeBack(query)).status).toBe(410);
    expect(queue).toEqual([]);
  });
});
