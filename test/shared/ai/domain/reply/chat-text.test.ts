import { describe, expect, it } from "vitest";
import { chatText } from "../../../../../shared/ai/domain/reply/chat-text.ts";
import { cpuMsOf } from "../../../../support/cpu-time.ts";

describe("Markdown in a chat", () => {
  it("is text that people read as it is", () => {
    const markdown =
      "## 营业时间\n\n**周一至周五**：9:00–21:00\n* 周末：*休息*\n\n| 店 | 电话 |\n|---|---|\n| 一店 | `010-1` |\n\n详见[官网](https://example.com/a_b_c)";
    expect(chatText(markdown)).toBe(
      "营业时间\n\n周一至周五：9:00–21:00\n• 周末：休息\n\n店：一店，电话：010-1\n\n详见官网 https://example.com/a_b_c",
    );
  });

  it.each([
    ["# 标题 #", "标题"],
    ["# #", ""],
    ["- [ ] 未做\n- [x] 做完", "☐ 未做\n☑ 做完"],
    ["```markdown\n**答**\n```", "答"],
    ["```\n\n```\n完", "完"],
    ["  ```\n  a\nb\n  ```", "a\nb"],
    ["```\n没有结束", "没有结束"],
    ["| 甲 | 乙 |", "甲，乙"],
    ["[1]: https://example.com/a\n见下", "见下"],
    ["###三级标题", "三级标题"],
    ["标题\n====\n正文", "标题\n正文"],
    ["一\n\n---\n\n二", "一\n\n二"],
    ["请**务必**带*身份证*", "请务必带身份证"],
    ["***重要***", "重要"],
    ["__加粗__ 和 _斜体_ 和 ~~删除~~", "加粗 和 斜体 和 删除"],
    ["**没有写完", "没有写完"],
    ["**注意：**请带证件", "注意：请带证件"],
    ["> 引用\n> > 再引用", "引用\n再引用"],
    ["- 一\n  - 二\n+ 三", "• 一\n  • 二\n• 三"],
    ["1. **一**\n2. 二", "1. 一\n2. 二"],
    ["- [ ] 没做\n- [x] 做了", "☐ 没做\n☑ 做了"],
    ["`npm *start*`", "npm *start*"],
    ["``a`b``", "a`b"],
    ["\\*不是\\*", "*不是*"],
    ["a&nbsp;&lt;b&gt; &amp;", "a <b> &"],
    ["一<br>二<br/>三", "一\n二\n三"],
    ["<b>粗</b>，<a href='https://a.cn/x_y'>链接</a>", "粗，链接 https://a.cn/x_y"],
    ["![图](https://a.cn/1.png)", "图 https://a.cn/1.png"],
    ["[![图](https://a.cn/1.png)](https://a.cn)", "图 https://a.cn/1.png https://a.cn"],
    ["<https://a.cn/b_c_d>", " https://a.cn/b_c_d"],
    ["[https://a.cn](https://a.cn)", " https://a.cn"],
    ['[去](https://a.cn/b(c)_d "题")吧', "去 https://a.cn/b(c)_d 吧"],
    ["[电话](tel:010-1)", "电话 010-1"],
    ["[见下](#a)", "见下"],
    ["见[官网][1]。\n\n[1]: https://a.cn/x", "见官网 https://a.cn/x 。"],
    ["https://a.cn/a_b_c/*d*", "https://a.cn/a_b_c/*d*"],
    ["**https://a.cn/x**", "https://a.cn/x"],
  ])("%j is shown as %j", (markdown, shown) => expect(chatText(markdown)).toBe(shown));

  it.each([
    "3 * 4 * 5 = 60",
    "3*4*5=60",
    "2**10 和 2**8",
    "snake_case_name 和 a_b",
    "#话题 C# 1#楼",
    "价格：-5 度 | 湿度 60%",
    "~5 元到~6 元",
    "[图片] 和 (括号)",
    "数组 a[0]",
    "变量__名称__里",
    "x < y > z",
    "1.5 元",
    "他说：“好*的”",
  ])("leaves %j as it is", (text) => expect(chatText(text)).toBe(text));

  it.each([
    ["| a | b |\n| :- | -: |\n| 1 | 2 |\n| 3 | |", "a：1，b：2\na：3"],
    ["a | b\n--- | ---\n1 | 2", "a：1，b：2"],
    ["| | 价格 |\n|---|---|\n| 苹果 | **5** |", "苹果，价格：5"],
    ["| a | b |\n|---|---|", "a，b"],
    ["| a\\|b | `c|d` |\n|---|---|\n| 1 | 2 |", "a|b：1，c|d：2"],
    ["| 一 | 二 |", "一，二"],
    ["|a|\n|---|\n|1|\n|2|\n\n完", "a：1\na：2\n\n完"],
  ])("has tables as lines: %j", (markdown, shown) => expect(chatText(markdown)).toBe(shown));

  it("has code whole", () => {
    const code = "def f(a_b, *args):\n    # 注释\n    return **a**\n\n\n\n| x |\n- [l](u) <b>";
    expect(chatText(`代码：\n\`\`\`python\n${code}\n\`\`\`\n完`)).toBe(`代码：\n${code}\n完`);
    expect(chatText(`代码：\n~~~\n${code}`)).toBe(`代码：\n${code}`);
    expect(chatText("- 一\n  ```\n  a\n    b\n  ```\n- 二")).toBe("• 一\na\n  b\n• 二");
    expect(chatText("````\n```\na\n```\n````")).toBe("```\na\n```");
    expect(chatText("```markdown\n# 标题\n**粗**\n```")).toBe("标题\n粗");
    expect(chatText("前\n```\n\n```\n后")).toBe("前\n后");
  });
});

it.each([
  ["blanks", " "],
  ["tabs", "\t"],
  ["wide blanks", "\u3000"],
  ["lines", "\n"],
  ["hashes", "#"],
  ["blanks and hashes", " #"],
])("takes time in proportion to a run of %s, in a text and in a heading", (_, part) => {
  const run = part.repeat(100_000 / part.length);
  for (const text of [`a${run}b`, `# a${run}b`, `# a${run}`]) {
    expect(
      cpuMsOf(() => chatText(text)),
      text.slice(0, 5),
    ).toBeLessThan(2000);
  }
});

it.each([
  ["# a # b ## ", "a # b"],
  ["## a ##\t", "a"],
  ["# a ## #", "a ##"],
  ["# C#", "C"],
])("reads the heading %j as %j", (markdown, text) => {
  expect(chatText(markdown)).toBe(text);
});
