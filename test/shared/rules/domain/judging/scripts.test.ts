import { describe, expect, it } from "vitest";
import type { InboundMessage } from "../../../../../shared/messages/domain/inbound-message.ts";
import { compileRules } from "../../../../../shared/rules/domain/judging/engine.ts";
import type { Rule } from "../../../../../shared/rules/domain/rule.ts";
import { anInboundText, aRule } from "../../../../support/builders.ts";

type Match = Rule["match"];
const { kind: _kind, text: _text, ...head } = anInboundText();
const account = { wxid: "wxid_me", tags: [], channel: "personal" as const };

function matchesOf(matches: readonly Match[], message: InboundMessage): number[] {
  const rules = matches.map((match, index) => aRule({ id: `r${index}`, match, continue: true }));
  const judged = compileRules({ version: 1, rules }).judge(message, account);
  return "matches" in judged ? judged.matches.map(({ rule }) => Number(rule.id.slice(1))) : [];
}

const keyword = (mode: "exact" | "prefix" | "contains", word: string, anyScript?: boolean): Match => ({
  type: "keyword",
  mode,
  keywords: [word],
  ...(anyScript === undefined ? {} : { anyScript }),
});
const regex = (pattern: string, anyScript?: boolean): Match => ({
  type: "regex",
  pattern,
  ignoreCase: false,
  ...(anyScript === undefined ? {} : { anyScript }),
});
const said = (text: string) => anInboundText({ text });

describe("the script of a text", () => {
  it.each<[string, Match, string]>([
    ["simplified words", keyword("exact", "请问价格"), "請問價格"],
    ["a simplified beginning", keyword("prefix", "请问"), "請問價格"],
    ["a simplified part", keyword("contains", "价格"), "請問價格多少"],
    ["traditional words", keyword("exact", "請問"), "请问"],
    ["a simplified pattern", regex("^请问.{2}$"), "請問價格"],
    ["a guarded pattern", regex("价格(?P<n>\\d+)"), "價格12"],
    ["a traditional pattern", regex("^請問"), "請問價格"],
    ["a heart", keyword("exact", "❤️"), "❤"],
    ["the other heart", keyword("exact", "❤"), "❤️"],
    ["a heart in a pattern", regex("^❤$"), "❤️"],
    ["hidden signs", keyword("exact", "价格"), "价\u200B格"],
    ["hidden signs in a pattern", regex("^价格$"), "\uFEFF价\u200B格"],
  ])("does not matter to %s", (_what, match, text) => expect(matchesOf([match], said(text))).toEqual([0]));

  it("matters where a condition says so, beside conditions that do not care", () => {
    const matches = [
      keyword("exact", "价格", false),
      keyword("exact", "价格"),
      keyword("contains", "價", false),
      keyword("prefix", "价", false),
      regex("^价", false),
      regex("^价"),
      regex("^價", false),
    ];
    expect(matchesOf(matches, said("價格"))).toEqual([1, 2, 5, 6]);
    expect(matchesOf(matches, said("价格"))).toEqual([0, 1, 3, 4, 5]);
  });

  it("of what is captured is the writer's", () => {
    const rules = [aRule({ id: "r", match: regex("^请问(?P<what>.+)$") })];
    const captures = (text: string) => {
      const judged = compileRules({ version: 1, rules }).judge(said(text), account);
      return "matches" in judged ? judged.matches[0]?.captures() : undefined;
    };
    expect(captures("請問價格")).toEqual({ what: "價格" });
    expect(captures("请问價格")).toEqual({ what: "價格" });
    expect(captures("請\u200B問價格")).toEqual({ what: "价格" });
  });
});

describe("the words of what is shared", () => {
  const page = { xml: "", description: "", url: "https://a.cn", thumbUrl: "", source: "" };
  const file = { xml: "", extension: "pdf", size: 1, md5: "" };
  const program = { xml: "", displayName: "", miniAppId: "", username: "", pagePath: "", iconUrl: "" };
  const messages: InboundMessage[] = [
    { ...head, kind: "link", ...page, title: "秋季新品发布" },
    { ...head, kind: "file", ...file, title: "秋季新品发布.pdf" },
    { ...head, kind: "mini-program", ...program, title: "秋季新品发布" },
    { ...head, kind: "voice", xml: "", recognition: "秋季新品发布。" },
  ];

  it.each(messages)("is its title or what it says: $kind", (message) => {
    expect(matchesOf([keyword("contains", "新品"), regex("^秋季"), keyword("contains", "价格")], message)).toEqual([
      0, 1,
    ]);
  });

  it("are missing where there is no title, no recognition, or no place for it", () => {
    const silent: InboundMessage[] = [
      { ...head, kind: "link", ...page, title: " " },
      { ...head, kind: "voice", xml: "" },
      { ...head, kind: "image", xml: "<msg/>", md5: "" },
    ];
    for (const message of silent) expect(matchesOf([regex("^"), regex(".*")], message)).toEqual([]);
  });
});
