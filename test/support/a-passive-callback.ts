import type { Account } from "../../shared/accounts/domain/account.ts";
import type { AiOutcome } from "../../shared/ai/domain/answer.ts";
import type { AiTask } from "../../shared/ai/domain/task.ts";
import { createMemoryAiJournal } from "../../shared/decisions/adapters/memory-ai-journal.ts";
import { createReadFacts } from "../../shared/decisions/application/read-facts.ts";
import { sealEnvelope } from "../../shared/inbound/application/seal-envelope.ts";
import type { Envelope } from "../../shared/inbound/domain/envelope.ts";
import type { Clock } from "../../shared/kernel/application/ports/runtime.ts";
import type { InboundMessage } from "../../shared/messages/domain/inbound-message.ts";
import { createMemoryUploadedMedia } from "../../shared/official/adapters/memory-uploaded-media.ts";
import type { ReplyMode } from "../../shared/official/domain/credentials.ts";
import { createMemoryLedger } from "../../shared/outbound/adapters/memory-ledger.ts";
import { createMemoryWaits } from "../../shared/passive/adapters/memory-waits.ts";
import { createAnswerCallback } from "../../shared/passive/application/answer-callback.ts";
import { createAwaitAi } from "../../shared/passive/application/await-ai.ts";
import { createJudgeInCallback } from "../../shared/passive/application/judge-in-callback.ts";
import { createKnownFiles } from "../../shared/passive/application/known-files.ts";
import { createNoteAnswer } from "../../shared/passive/application/note-answer.ts";
import { createMemoryLeases } from "../../shared/platform/memory/leases.ts";
import { createRouter } from "../../shared/routing/domain/routing.ts";
import { compileRules } from "../../shared/rules/domain/judging/engine.ts";
import type { Rule } from "../../shared/rules/domain/rule.ts";
import { setUpConsumer } from "./a-consumer.ts";
import { anAccount, anInboundText } from "./builders.ts";
import { countingIds } from "./recording-ports.ts";

export const WAITING = "正在思考";
export const OFFICIAL_APP = "wx_official";

/** A text of a follower, as a callback of the Official Account says it. */
export function aFollowersText(changes: Partial<Extract<InboundMessage, { kind: "text" }>> = {}): InboundMessage {
  const { newMsgId, ...text } = anInboundText({
    appId: OFFICIAL_APP,
    wxid: "gh_1",
    conversationId: "openid-1",
    sender: "openid-1",
  });
  return { ...text, vendorKey: "vendor-1", ...changes };
}

type Port = <T extends object>(port: T) => T;
const same: Port = (port) => port;

/**
 * Callbacks of an Official Account and the consumer behind them over the same memory adapters. `container` makes a
 * callback of its own, whose ports are wrapped: a process that dies, or whose calls take their time.
 */
export function setUpPassive(
  rules: readonly Rule[],
  { mode = "both", accounts }: { mode?: ReplyMode; accounts?: readonly Account[] } = {},
) {
  const consumer = setUpConsumer(rules, undefined, {
    accounts: accounts ?? [anAccount({ appId: OFFICIAL_APP, wxid: "gh_1", channel: "official" }), anAccount()],
  });
  const ledger = createMemoryLedger();
  const queued = new Map<string, Envelope>();
  const newId = countingIds("env");
  const aiJournal = createMemoryAiJournal(consumer.journal);
  const waits = createMemoryWaits();
  const leases = createMemoryLeases();
  const uploaded = createMemoryUploadedMedia();

  /** The AI's answer to the question of a task, which a callback reads to the person. */
  const keepOutcome = (task: AiTask, outcome: AiOutcome) =>
    aiJournal.keep(task, { taskId: task.id, at: consumer.clock.now(), outcome });
  const answerQuestion = (task: AiTask, text: string) => keepOutcome(task, { type: "answer", text });

  function container(port: Port = same, clock: Clock = consumer.clock) {
    const journal = port(consumer.journal);
    const observed = { metrics: consumer.metrics, log: consumer.log };
    const within = <T>(work: Promise<T>) => work;
    const accountStore = port(consumer.accounts);
    const queue = port({ send: async (envelope: Envelope) => void queued.set(envelope.dedupKey, envelope) });
    const account = (appId: string) => accountStore.get(appId);
    const settings = port(consumer.settings);
    const answer = createAnswerCallback({
      judge: createJudgeInCallback({
        facts: createReadFacts({
          ...consumer,
          journal,
          conversations: port(consumer.conversations),
          cooldowns: port(consumer.cooldowns),
        }),
        settings: () => settings.get(),
        profileScope: consumer.profileScope,
        account,
      }),
      basis: async () => ({
        rules: compileRules({ version: 1, rules: consumer.rules }),
        router: createRouter(consumer.routing.table),
        ownWxids: new Set(["gh_1", "wxid_me"]),
      }),
      account,
      journal,
      awaitAi: createAwaitAi({
        journal: port(aiJournal),
        waits: port(waits),
        leases: port(leases),
        conversations: port(consumer.conversations),
        waitingWords: async () => WAITING,
        clock,
        newId,
        metrics: consumer.metrics,
      }),
      knownFiles: createKnownFiles({ uploaded: port(uploaded), clock, log: consumer.log }),
      noteAnswer: createNoteAnswer({ ledger: port(ledger), clock, within, ...observed }),
      seal: (message, lanes, id) =>
        sealEnvelope({ bodies: consumer.bodies, clock, newId: id === undefined ? newId : () => id }, message, lanes),
      accept: (envelope) => queue.send(envelope),
      clock,
      within,
      ...observed,
    });
    /** One try of WeChat's to deliver a message. */
    return (message: InboundMessage = aFollowersText(), arrivedAt = clock.now()) =>
      answer({ message, lanes: undefined, mode, arrivedAt });
  }

  /** The consumer works on all that is queued; the queue forgets it, as SQS does. */
  async function consume(): Promise<void> {
    const batch = [...queued.values()];
    const results = await consumer.consume(batch);
    if (results.some((fault) => fault !== undefined)) throw new Error("the consumer failed", { cause: results });
    // SQS takes no copy of a message for five minutes, so a further try's envelope may come or not.
    for (const { dedupKey } of batch) queued.delete(dedupKey);
  }

  return { ...consumer, container, consume, ledger, queued, waits, leases, uploaded, keepOutcome, answerQuestion };
}
