import { parseArgs } from "node:util";
import { PROJECT } from "./e2e/checkout.ts";
import { bodyOf, isAnswered } from "./e2e/messages.ts";
import { runPhase, untilDone } from "./e2e/phase.ts";
import { faultsAmong, faultsOf, setStage, whole } from "./e2e/run.ts";
import { offer, percentile } from "./load/offer.ts";

/**
 * More than the platform can carry: `npm run bench -- overload [--times 10] [--seconds 60] [--accounts 500]
 * [--people 4]`. It measures the capacity, offers a multiple of it, each account's messages in order and from so many
 * people by turns, and waits until the backlog is gone. Every accepted message must be decided and answered once, in
 * order, and no second may pass without an accepted callback.
 */
const { values } = parseArgs({
  options: {
    times: { type: "string", default: "10" },
    seconds: { type: "string", default: "60" },
    accounts: { type: "string", default: "500" },
    answered: { type: "string", default: "0.2" },
    // With a person of its own for each message, the journal could be checked by a scan only, which takes longer.
    people: { type: "string", default: "4" },
    probe: { type: "string", default: "2000" },
  },
});
/** Far above what callbacks accept: memory for so many messages is set aside. */
const MOST_PER_SECOND = 10_000;
const messages = {
  accounts: Number(values.accounts),
  answered: Number(values.answered),
  people: Number(values.people),
};
const seconds = Number(values.seconds);
const probe = whole(Number(values.probe), messages.accounts);
const most = probe + whole(MOST_PER_SECOND * seconds, messages.accounts);

const ending = new AsyncDisposableStack();
try {
  const stage = await setStage(PROJECT, messages, most, ending);
  const { messagesPerSecond: capacity } = await runPhase(stage, { from: 0, count: probe });
  const rate = Math.min(MOST_PER_SECOND, Math.round(capacity * Number(values.times)));
  console.error(`capacity ${capacity.toFixed(1)} a second; ${rate} a second are offered for ${seconds} s`);
  const accepted = new Set<number>();
  const startedAt = performance.now();
  const perSecond: number[] = Array.from({ length: seconds }, () => 0);
  const offered = await offer({
    url: stage.callbackUrl,
    accounts: messages.accounts,
    from: probe,
    messages: rate * seconds,
    rate,
    seconds,
    body: (message) => bodyOf(messages, message),
    sent: stage.replies.sent,
    accepted(message) {
      accepted.add(message);
      const second = Math.floor((performance.now() - startedAt) / 1000);
      if (second < seconds) perSecond[second] = (perSecond[second] ?? 0) + 1;
    },
  });
  const backlog = await stage.backstage.inbound();
  const isAccepted = (message: number) => message < probe || accepted.has(message);
  let answers = 0;
  for (let message = 0; message < most; message += 1) {
    if (isAccepted(message) && isAnswered(messages, message)) answers += 1;
  }
  const endedAt = Date.now();
  const drainedAt = await untilDone(stage, answers);
  const faults = await faultsAmong(stage, most, isAccepted);
  console.table({
    "capacity, messages a second": Math.round(capacity),
    "offered a second": rate,
    "accepted a second": Math.round(accepted.size / offered.seconds),
    "accepted in the poorest second": Math.min(...perSecond),
    "callback's answer, p50 (ms)": Math.round(percentile(offered.answerMs, 50)),
    "callback's answer, p99 (ms)": Math.round(percentile(offered.answerMs, 99)),
    ...Object.fromEntries(Object.entries(offered.refusals).map(([outcome, times]) => [`answered ${outcome}`, times])),
    "backlog at the end of the offer": backlog,
    "backlog gone after (s)": Math.max(0, drainedAt - endedAt) / 1000,
    "replies lost, doubled, out of order": Object.values(faults.replies).join(", "),
    "rows of the journal lost, doubled": Object.values(faults.journal).join(", "),
  });
  if (faultsOf({ faults }) > 0 || Math.min(...perSecond) === 0) process.exitCode = 1;
} finally {
  await ending.disposeAsync();
}
