import { describe, expect, it } from "vitest";
import type { DeadLetter } from "../../../../shared/dead-letters/domain/letter.ts";
import type { Mark } from "../../../../shared/dead-letters/domain/message.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { aDeadLetter, INBOUND_ARN } from "../../../support/a-dead-letter.ts";
import { NOON } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

const { id: ID } = aDeadLetter();
const PATH = `/api/dead-letters/${ID}`;
const idOf = (digit: string) => digit.repeat(32);

async function anApi(changes: Partial<DeadLetter> = {}) {
  const sent: [object, Mark][] = [];
  const api = operatorApi({ overrides: { putBack: async (message, mark) => void sent.push([message, mark]) } });
  const letter = aDeadLetter(changes);
  await api.deps.letters.putBody(letter, "{你好");
  await api.deps.letters.put(letter, undefined, NOON);
  return { ...api, sent, letter };
}

describe("GET /api/dead-letters", () => {
  it("lists the open ones with reason and account, and without their bodies", async () => {
    const api = await anApi();
    const { status, body } = await api.call("GET", "/api/dead-letters", { as: "viewer" });
    expect(status).toBe(200);
    expect(body).toEqual({
      deadLetters: [
        {
          id: ID,
          lane: "inbound",
          state: "open",
          reason: "内容无法识别（the record's body is not JSON）",
          reasonCode: "unreadable",
          appId: "wx_app_1",
          group: "wx_app_1",
          redrivable: true,
          failures: 1,
          receiveCount: 1,
          bodyBytes: 1,
          sentAt: NOON - 1000,
          firstAt: NOON,
          lastAt: NOON,
        },
      ],
    });
  });

  it("lists by state, lane and account, page by page", async () => {
    const api = await anApi();
    for (const [digit, lane, appId] of [
      ["1", "ai", "wx_a"],
      ["2", "ai", "wx_b"],
      ["3", "ai", "wx_a"],
    ] as const) {
      const letter = aDeadLetter({ id: idOf(digit), lane, appId, lastAt: NOON + Number(digit) });
      await api.deps.letters.put(letter, undefined, NOON);
    }
    const list = async (query: Record<string, string>) => {
      const { body } = await api.call("GET", "/api/dead-letters", { as: "viewer", query });
      return { ids: (body.deadLetters as { id: string }[]).map((one) => one.id.charAt(0)), cursor: body.cursor };
    };
    expect((await list({ lane: "ai" })).ids).toEqual(["3", "2", "1"]);
    expect((await list({ lane: "ai", appId: "wx_a" })).ids).toEqual(["3", "1"]);
    expect((await list({ state: "discarded" })).ids).toEqual([]);
    const { ids, cursor } = await list({ limit: "3" });
    expect([ids, (await list({ limit: "3", cursor: cursor ?? "" })).ids]).toEqual([["3", "2", "1"], ["0"]]);
  });

  it.each([
    [{ state: "gone" }, "query.state"],
    [{ lane: "a lane" }, "query.lane"],
    [{ appId: "" }, "query.appId"],
  ])("answers 400 to the query %j", async (query, path) => {
    const { status, body } = await operatorApi().call("GET", "/api/dead-letters", { as: "viewer", query });
    expect([status, body.issues?.map((issue) => issue.path)]).toEqual([400, [path]]);
  });
});

describe("GET /api/dead-letters/{id}", () => {
  it("shows one with its body, as it was received", async () => {
    const api = await anApi();
    const { status, body } = await api.call("GET", PATH, { as: "operator" });
    expect([status, body.body]).toEqual([200, "{你好"]);
  });

  it("reads a large body from the bucket", async () => {
    const api = await anApi({ bodyKey: "dead-letters/large" });
    await api.deps.largeBodies.put("dead-letters/large", "large");
    expect((await api.call("GET", PATH, { as: "operator" })).body.body).toBe("large");
  });

  it("shows what people wrote to operators only", async () => {
    expect((await (await anApi()).call("GET", PATH, { as: "viewer" })).status).toBe(403);
  });

  it("answers 404 where there is no such row, and 400 to what is no id", async () => {
    const api = operatorApi();
    expect((await api.call("GET", PATH, { as: "operator" })).status).toBe(404);
    expect((await api.call("GET", "/api/dead-letters/x", { as: "operator" })).status).toBe(400);
  });
});

describe("POST /api/dead-letters/{id}/redrive", () => {
  it("puts it back on its lane in its group, once for a repeated request", async () => {
    const api = await anApi();
    const first = await api.call("POST", `${PATH}/redrive`, { as: "operator" });
    expect([first.status, first.body]).toEqual([
      202,
      expect.objectContaining({ state: "redriven", redrivable: false, ended: { at: NOON, by: "the-operator" } }),
    ]);
    const again = await api.call("POST", `${PATH}/redrive`, { as: "operator" });
    expect([again.status, again.body]).toEqual([202, first.body]);
    const message = { queueArn: INBOUND_ARN, group: "wx_app_1", isFifo: true, body: "{你好" };
    expect(api.sent).toEqual([[message, { id: ID, round: 1 }]]);
  });

  it("leaves it open where its lane does not take it, and answers 503", async () => {
    const api = await anApi();
    let isAway = true;
    api.deps.putBack = async () => {
      if (isAway) throw new AppError("unavailable", "the lane did not take the dead letter", { retryable: true });
    };
    expect((await api.call("POST", `${PATH}/redrive`, { as: "operator" })).status).toBe(503);
    isAway = false;
    expect((await api.call("POST", `${PATH}/redrive`, { as: "operator" })).body.state).toBe("redriven");
  });

  it("answers 409 where no queue takes it, where it was discarded, and where its body is gone", async () => {
    const { queueArn, ...withoutQueue } = aDeadLetter({ id: idOf("1"), lane: "failures" });
    const api = await anApi({ bodyKey: "dead-letters/gone" });
    await api.deps.letters.put(withoutQueue, undefined, NOON);
    await api.deps.letters.put(aDeadLetter({ id: idOf("2"), state: "discarded" }), undefined, NOON);
    for (const id of [ID, idOf("1"), idOf("2")]) {
      const { status } = await api.call("POST", `/api/dead-letters/${id}/redrive`, { as: "operator" });
      expect([id, status]).toEqual([id, 409]);
    }
    expect(api.sent).toEqual([]);
  });

  it("is for operators", async () => {
    expect((await (await anApi()).call("POST", `${PATH}/redrive`, { as: "viewer" })).status).toBe(403);
  });
});

describe("POST /api/dead-letters/{id}/discard", () => {
  it("ends it, once for a repeated request, and after that it is not put back", async () => {
    const api = await anApi();
    const first = await api.call("POST", `${PATH}/discard`, { as: "operator" });
    expect([first.status, first.body.state]).toEqual([200, "discarded"]);
    expect((await api.call("POST", `${PATH}/discard`, { as: "operator" })).body).toEqual(first.body);
    expect((await api.call("POST", `${PATH}/redrive`, { as: "operator" })).status).toBe(409);
    const { body } = await api.call("GET", "/api/dead-letters", { as: "viewer", query: { state: "discarded" } });
    expect(body.deadLetters).toHaveLength(1);
  });

  it("answers 409 for one that was put back", async () => {
    const api = await anApi();
    await api.call("POST", `${PATH}/redrive`, { as: "operator" });
    expect((await api.call("POST", `${PATH}/discard`, { as: "operator" })).status).toBe(409);
  });
});
