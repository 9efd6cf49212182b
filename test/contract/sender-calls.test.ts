import { it } from "vitest";
import { type AnswerLoad, countSenderCalls } from "../support/count-sender-calls.ts";
import { onEveryDynamo } from "./ports/every-storage.ts";

const FLEET = { accounts: 50, perSecond: 300, seconds: 2 };
const LOADS: readonly (readonly [string, AnswerLoad])[] = [
  ["one process, one by one", { ...FLEET, processes: 1, sideBySide: 1, batch: 1 }],
  ["one process, four side by side", { ...FLEET, processes: 1, sideBySide: 4, batch: 1 }],
  ["one process, batches of ten", { ...FLEET, processes: 1, sideBySide: 1, batch: 10 }],
  ["ten processes, one by one", { ...FLEET, processes: 10, sideBySide: 1, batch: 1 }],
  ["ten processes, batches of ten", { ...FLEET, processes: 10, sideBySide: 1, batch: 10 }],
];

onEveryDynamo("the sender's calls an answer", (backend) => {
  it.each(LOADS)("%s", async (name, load) => {
    console.log(name, JSON.stringify(await countSenderCalls(backend(), load)));
  });
});
