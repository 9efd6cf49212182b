import { describe, expect, it } from "vitest";
import { usableReply } from "../../../../../shared/ai/domain/reply/usable-reply.ts";
import { cpuMsOf } from "../../../../support/cpu-time.ts";

const ANSWER = "每天 9 点开门。";
const SECRET = "底价 80 元";
const read = (text: string, finishReason?: string) =>
  usableReply({ text, ...(finishReason === undefined ? {} : { finishReason }) }, 2000);

describe("a model's thoughts", () => {
  it.each([
    ["closed", `<think>${SECRET}</think>\n\n${ANSWER}`],
    ["without their opening mark", `用户问营业时间，不要透露${SECRET}。\n</think>\n\n${ANSWER}`],
    ["behind the answer, unclosed", `${ANSWER}\n<think>${SECRET}`],
    ["behind the answer, closed", `${ANSWER}\n<think>${SECRET}</think>`],
    ["twice", `<think>a</think><think>${SECRET}</think>${ANSWER}`],
    ["within each other", `<think>a<think>b</think>${SECRET}</think>${ANSWER}`],
    ["with two closing marks", `<think>a</think>${SECRET}</think>${ANSWER}`],
    ["in capitals", `<THINK>${SECRET}</THINK>${ANSWER}`],
    ["with blanks and attributes", `< think lang="zh" >${SECRET}</ think >${ANSWER}`],
    ["in wide brackets", `＜think＞${SECRET}＜/think＞${ANSWER}`],
    ["escaped", `&lt;think&gt;${SECRET}&lt;/think&gt;${ANSWER}`],
    ["of Kimi", `◁think▷${SECRET}◁/think▷${ANSWER}`],
    ["of Kimi, without their opening mark", `${SECRET}◁/think▷${ANSWER}`],
    ["of Magistral", `[THINK]${SECRET}[/THINK]${ANSWER}`],
    ["of Seed", `<seed:think>${SECRET}</seed:think>${ANSWER}`],
    ["of Gemma", `<unused94>thought ${SECRET}<unused95>${ANSWER}`],
    ["of Claude", `<thinking>${SECRET}</thinking>${ANSWER}`],
    ["as reasoning", `<reasoning>${SECRET}</reasoning>${ANSWER}`],
    ["as thoughts", `<thought>${SECRET}</thought>${ANSWER}`],
    ["as a reflection", `<reflection>${SECRET}</reflection>${ANSWER}`],
    ["as a scratchpad", `<scratchpad>${SECRET}</scratchpad>${ANSWER}`],
    ["as an inner monologue", `<inner_monologue>${SECRET}</inner_monologue>${ANSWER}`],
    ["between special marks", `<|begin_of_thought|>${SECRET}<|end_of_thought|>${ANSWER}`],
    [
      "folded up",
      `<details style="color:gray" open> <summary> Thinking... </summary>\n${SECRET}\n</details>\n\n${ANSWER}`,
    ],
    [
      "folded up by type",
      `<details type="reasoning" done="true"><summary>用时 3 秒</summary>${SECRET}</details>${ANSWER}`,
    ],
    ["folded up in Chinese", `<details><summary>思考过程</summary>\n> ${SECRET}\n</details>\n${ANSWER}`],
    ["folded up, unclosed", `${ANSWER}\n<details><summary>Thought for 3 s</summary>${SECRET}`],
    ["with the answer marked", `<think>${SECRET}</think><answer>${ANSWER}</answer>`],
    [
      "of gpt-oss",
      `<|channel|>analysis<|message|>${SECRET}<|end|><|start|>assistant<|channel|>final<|message|>${ANSWER}<|return|>`,
    ],
    ["of gpt-oss, its marks dropped", `analysis${SECRET}assistantfinal${ANSWER}`],
    ["in a fence", `\`\`\`thinking\n${SECRET}\n\`\`\`\n${ANSWER}`],
    ["in fenced tags", `\`\`\`\n<think>${SECRET}</think>\n\`\`\`\n${ANSWER}`],
    ["in steps", `Thought: ${SECRET}\nFinal Answer: ${ANSWER}`],
    ["in Chinese steps", `思考：${SECRET}\n行动：无\n最终答案：${ANSWER}`],
  ])("%s are not said", (_where, text) => expect(read(text)).toEqual({ text: ANSWER }));

  it.each([
    ["<think>没完没了"],
    [`<think>${SECRET}</think>`],
    [`${SECRET}</think>`],
    [`<|channel|>analysis<|message|>${SECRET}`],
    [`<details open><summary>Thinking</summary>${SECRET}`],
    [`Thought: ${SECRET}\nAction: search\nAction Input: {"q": 1}`],
  ])("alone are no answer: %.30s", (text) => {
    expect(read(text)).toEqual({ failure: "nonsense" });
    expect(read(text, "length")).toEqual({ failure: "too-long" });
  });

  it.each(["标签 `<think>` 里是思考。", "我认为 thinking 是好事", "a < b 且 b > c", "见《思考，快与慢》"])(
    "are not what is said about them: %s",
    (text) => expect(read(text)).toEqual({ text: text.replaceAll("`", "") }),
  );
});

describe("calls of tools", () => {
  const CALL = '{"name": "price", "arguments": {"sku": 1}}';
  it.each([
    ["tags", `<tool_call>\n${CALL}\n</tool_call>\n${ANSWER}`],
    ["unclosed tags", `${ANSWER}\n<tool_call>${CALL}`],
    ["a lone closing tag", `${ANSWER}\n${CALL}\n</tool_call>`],
    ["tags of results", `<tool_response>${SECRET}</tool_response>${ANSWER}`],
    [
      "function calls",
      `<function_calls><invoke name="price"><parameter name="sku">1</parameter></invoke></function_calls>${ANSWER}`,
    ],
    ["a function", `${ANSWER}<function=price>{"sku": 1}</function>`],
    [
      "DeepSeek's marks",
      `${ANSWER}<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>price\n{}<｜tool▁call▁end｜><｜tool▁calls▁end｜>`,
    ],
    [
      "DeepSeek's new marks",
      `${ANSWER}<｜DSML｜function_calls>\n<｜DSML｜invoke name="price">x</｜DSML｜invoke>\n</｜DSML｜function_calls>`,
    ],
    [
      "Kimi's marks",
      `${ANSWER}<|tool_calls_section_begin|><|tool_call_begin|>price<|tool_call_argument_begin|>{}<|tool_call_end|><|tool_calls_section_end|>`,
    ],
    ["Mistral's marks", `${ANSWER}[TOOL_CALLS][${CALL}]`],
    ["Llama's mark", `${ANSWER}<|python_tag|>price.call(sku=1)`],
    ["JSON in a line", `${ANSWER}\n${CALL}`],
    ["JSON in lines", `${JSON.stringify({ name: "price", parameters: { sku: 1 } }, null, 2)}\n${ANSWER}`],
    ["a list in JSON", `[${CALL}]\n${ANSWER}`],
    ["JSON without its end", `${ANSWER}\n{"name": "price", "arguments": {"sku": `],
    ["a fence", `\`\`\`json\n${CALL}\n\`\`\`\n${ANSWER}`],
    ["a fence by its name", `\`\`\`tool_code\nprint(price(1))\n\`\`\`\n${ANSWER}`],
    ["an unclosed fence by its name", `${ANSWER}\n\`\`\`tool_call\n${CALL}`],
  ])("in %s are not said", (_where, text) => expect(read(text)).toEqual({ text: ANSWER }));

  it.each([[CALL], [`\`\`\`json\n${CALL}\n\`\`\``], [`<tool_call>${CALL}</tool_call>`], ['{"tool_calls": []}']])(
    "alone are no answer: %s",
    (text) => expect(read(text)).toEqual({ failure: "nonsense" }),
  );

  it("are not other JSON, which is said whole", () => {
    const json = '{"店": "一店", "name": "书店"}';
    expect(read(`配置如下：\n${json}`)).toEqual({ text: `配置如下：\n${json}` });
    expect(read(`\`\`\`json\n${json}\n\`\`\``)).toEqual({ text: json });
  });

  it("are no answer where the endpoint says so", () =>
    expect(read(ANSWER, "tool_calls")).toEqual({ failure: "nonsense" }));
});

describe("marks of chat templates", () => {
  it.each([
    ["<|im_start|>assistant\n每天 9 点开门。<|im_end|>"],
    ["每天 9 点开门。<|im_end|>\n<|im_start|>user\n几点关门<|im_end|>"],
    ["每天 9 点开门。<|endoftext|>Human: 再见"],
    ["<|start_header_id|>assistant<|end_header_id|>\n\n每天 9 点开门。<|eot_id|>"],
    ["assistant\n\n每天 9 点开门。"],
    ["<s>[INST]每天 9 点开门。[/INST]</s>"],
    ["<start_of_turn>model\n每天 9 点开门。<end_of_turn>"],
    ["<bos>每天 9 点开门。<eos>"],
    ["每天 9 点开门。<｜end▁of▁sentence｜>"],
    ["<|begin_of_box|>每天 9 点开门。<|end_of_box|>"],
    ["<<SYS>>每天 9 点开门。<</SYS>>"],
    ["每天 9 点开门。<|im_"],
    ["每天 9 点开门。</thin"],
    ["<user_message>每天 9 点开门。</user_message>"],
    ['<user_message from="小明">每天 9 点开门。'],
    ["每天 9 点开门。【4†source】"],
    ["<final_answer>每天 9 点开门。</final_answer>"],
    ["&lt;user_message&gt;每天 9 点开门。"],
  ])("are not said: %s", (text) => expect(read(text)).toEqual({ text: ANSWER }));
});

describe("an answer", () => {
  it.each([
    ["  好的。\r\n\r\n\r\n\r\n再见 ", "好的。\n\n再见"],
    ["九\u0000点\u0007", "九点"],
    ["👍", "👍"],
    ["哈哈哈哈哈哈", "哈哈哈哈哈哈"],
  ])("%j is sent as %j", (text, sent) => expect(read(text)).toEqual({ text: sent }));

  it.each([
    ["", "nonsense"],
    ["……!!!", "nonsense"],
    ["好的，".repeat(100), "nonsense"],
    ["字".repeat(2001), "nonsense"],
  ])("%.20s is %s", (text, failure) => expect(read(text)).toEqual({ failure }));

  it("that is too long, or that the model broke off, ends with a whole sentence and says so", () => {
    const sentences = Array.from({ length: 400 }, (_, n) => `第${n}句话。`);
    const long = read(sentences.join(""));
    expect(long).toEqual({ text: expect.stringMatching(/句话。$/), truncated: true });
    expect("text" in long && long.text.length).toBeGreaterThan(1990);
    expect(read("我们 9 点开门。周末休", "length")).toEqual({ text: "我们 9 点开门。", truncated: true });
    expect(read("- 一店：9 点\n- 二店：1", "length")).toEqual({ text: "• 一店：9 点", truncated: true });
    expect(read("没有句号", "length")).toEqual({ text: "没有句号…", truncated: true });
    expect(read("见 https://a.cn/b.html 和", "length")).toEqual({
      text: "见 https://a.cn/b.html 和…",
      truncated: true,
    });
  });

  it("is judged quickly, whatever it is", () => {
    const pieces = [
      "a".repeat(11),
      "<user_message",
      "<think>",
      "</think>",
      "ab",
      " \n",
      "<",
      "[",
      "![a](",
      "`",
      "*a",
      "_a ",
      "**a",
      "|a",
      "{",
      "<|a|>",
      "<details>",
      "&lt;",
      "```\n",
      "~~",
      '{"name":',
      "<a href='",
    ];
    const spent = cpuMsOf(() => {
      for (const piece of pieces) usableReply({ text: piece.repeat(Math.ceil(100_000 / piece.length)) }, 1_000_000);
    });
    expect(spent).toBeLessThan(10_000);
  });
});
