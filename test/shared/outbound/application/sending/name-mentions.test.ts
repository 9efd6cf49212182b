import { describe, expect, it } from "vitest";
import type { Names } from "../../../../../shared/directory/application/ports/names.ts";
import { nameMentions } from "../../../../../shared/outbound/application/sending/name-mentions.ts";
import { aCommand } from "../../../../support/builders.ts";
import { recordingObservability } from "../../../../support/recording-observability.ts";
import { recordingGateway } from "../../../../support/recording-ports.ts";

const ROOM = "20000000001@chatroom";

function setUp(known: Readonly<Record<string, string>> = {}) {
  const asked: unknown[] = [];
  const names: Names = {
    async inGroup(...question) {
      asked.push(question);
      return new Map(Object.entries(known));
    },
  };
  const recorded = recordingGateway();
  const { metrics, counts } = recordingObservability();
  return { asked, recorded, counts, send: nameMentions(recorded, names, metrics).send };
}

const mentioning = (mentions: string[]) => aCommand({ to: ROOM, content: { type: "text", text: "开会", mentions } });

describe("naming whom a text mentions", () => {
  it("shows the names of the group, asked for once, and keeps the wxids", async () => {
    const { send, asked, recorded } = setUp({ wxid_a: "阿博", wxid_b: "小雨" });
    expect(await send(mentioning(["wxid_a", "wxid_b"]))).toMatchObject({ type: "sent" });
    expect(asked).toEqual([["wx_app_1", ROOM, ["wxid_a", "wxid_b"]]]);
    expect(recorded.calls[0]?.content).toEqual({
      type: "text",
      text: "@阿博\u2005@小雨\u2005开会",
      mentions: ["wxid_a", "wxid_b"],
    });
  });

  it("takes the name that the text brings for whom no view knows", async () => {
    const { send, counts, recorded } = setUp({ wxid_a: "阿博" });
    const names = { wxid_a: "别名", wxid_b: "小雨" };
    const content = { type: "text" as const, text: "开会", mentions: ["wxid_a", "wxid_b"], names };
    await send(aCommand({ to: ROOM, content }));
    expect(recorded.calls[0]?.content).toMatchObject({ text: "@阿博\u2005@小雨\u2005开会" });
    expect(counts.get("MentionUnnamed")).toBeUndefined();
  });

  it("counts whom it cannot name", async () => {
    const { send, counts } = setUp({ wxid_a: "阿博" });
    await send(mentioning(["wxid_a", "wxid_b", "notify@all"]));
    expect(counts.get("MentionUnnamed")).toBe(1);
  });

  it("asks nobody for what mentions nobody, or everybody", async () => {
    const { send, asked, recorded } = setUp();
    await send(aCommand());
    await send(aCommand({ content: { type: "card", wxid: "wxid_a", nickname: "阿博" } }));
    await send(mentioning([]));
    await send(mentioning(["notify@all"]));
    expect(asked).toEqual([]);
    expect(recorded.calls.map(({ content }) => (content.type === "text" ? content.text : content.type))).toEqual([
      "在的",
      "card",
      "开会",
      "@所有人\u2005开会",
    ]);
  });

  it("sends nothing, for certain, where the names cannot be read", async () => {
    const recorded = recordingGateway();
    const { send } = nameMentions(
      recorded,
      { inGroup: () => Promise.reject(new Error("the table is away")) },
      recordingObservability().metrics,
    );
    expect(await send(mentioning(["wxid_a"]))).toMatchObject({
      type: "failed",
      cause: "not-prepared",
      message: expect.stringContaining("the table is away"),
    });
    expect(recorded.calls).toEqual([]);
  });
});
