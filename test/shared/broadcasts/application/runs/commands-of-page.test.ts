import { expect, it } from "vitest";
import { broadcastCommands } from "../../../../../shared/broadcasts/application/runs/commands-of-page.ts";
import { aRun } from "../../../../support/builders.ts";

const sender = { appId: "wx_official", name: "店铺", channel: "official", shard: 0 } as const;
const contents = [
  { type: "text" as const, text: `{{name}}${"春".repeat(680)}` },
  { type: "text" as const, text: "不见不散" },
];

it("a name that became longer before a page is made once more gives no other content the id of one that went out", () => {
  const made = (name: string) =>
    broadcastCommands(aRun(), { contents }, sender, [{ to: "openid-1", name, group: "" }]).map(({ id, content }) => [
      content.type === "text" ? content.text.slice(-4) : "",
      id,
    ]);
  const [once, last] = made("李");
  const again = made("欧阳娜娜");
  expect(again.map(([words]) => words)).toEqual(
    ["春春春春", "春春", "不见不散"].map((words) => expect.stringContaining(words)),
  );
  expect(again.map(([, id]) => id)).toEqual([once?.[1], expect.any(String), last?.[1]]);
  expect(new Set(again.map(([, id]) => id)).size).toBe(3);
});
