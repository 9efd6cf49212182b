/**
 * Does what a container does: reads and compiles a set, judges by it, and prepares the next set while it still holds
 * the one in force, several times. Arguments: files as `packRules` makes them. Prints figures in JSON.
 */
import { readFileSync } from "node:fs";
import { unpackRules } from "../../shared/rules/adapters/dynamo-json.ts";
import { type CompiledRules, compileRules } from "../../shared/rules/domain/judging/engine.ts";
import { PATTERN_ENGINE } from "../../shared/rules/domain/matching/pattern-fault.ts";
import { A_RULE_ACCOUNT } from "../../test/support/a-rule-account.ts";
import { anInboundText } from "../../test/support/builders.ts";

const message = anInboundText({ text: "你好" });
const processorMs = () => {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1000);
};

let current: CompiledRules | undefined;
const taken: { cpu: number; wall: number }[] = [];
for (const [version, file] of process.argv.slice(2).entries()) {
  const before = { cpu: processorMs(), wall: performance.now() };
  const next = compileRules({ version, rules: unpackRules(readFileSync(file)), patternEngine: PATTERN_ENGINE });
  taken.push({ cpu: processorMs() - before.cpu, wall: Math.round(performance.now() - before.wall) });
  current?.judge(message, A_RULE_ACCOUNT);
  current = next;
}
current?.judge(message, A_RULE_ACCOUNT);
const [first, ...swaps] = taken;
const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(JSON.stringify({ first, swapCpu: Math.max(...swaps.map(({ cpu }) => cpu)), peakMb }));
