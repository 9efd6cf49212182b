import { expect, it } from "vitest";
import { AppError, type ErrorCode } from "../../../../shared/kernel/domain/errors.ts";
import { createWorkOnAccount } from "../../../../shared/logins/application/work-on-account.ts";
import { anAccount } from "../../../support/builders.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

function setUp(checkFails?: ErrorCode, details: Record<string, unknown> = {}) {
  const done: string[] = [];
  const observed = recordingObservability();
  const work = createWorkOnAccount({
    ...observed,
    check: async (appId, by) => {
      if (checkFails) throw new AppError(checkFails, "no", { details });
      done.push(`check ${appId} ${by}`);
      return { account: anAccount(), checked: "online" };
    },
    reconnect: async ({ appId, attempt }) => void done.push(`reconnect ${appId} ${attempt}`),
    logInAgain: async ({ type }) => void done.push(type),
    pollLogin: async ({ type, poll }) => void done.push(`${type} ${poll}`),
    endStaleLogin: async ({ type }) => void done.push(type),
    setCallback: async ({ type, attempt }) => void done.push(`${type} ${attempt}`),
  });
  return { ...observed, work, done };
}

const check = { type: "check", appId: "wx_app_1", by: "offline-callback" } as const;

it("gives each task to its use case", async () => {
  const { work, done } = setUp();
  await work(check);
  await work({ type: "reconnect", appId: "wx_app_1", epoch: 1, attempt: 2 });
  const head = { appId: "wx_app_1", epoch: 1 };
  await work({ type: "log-in", ...head });
  await work({ type: "poll-login", ...head, poll: 3 });
  await work({ type: "resume-login", ...head });
  await work({ type: "set-callback", appId: "wx_app_1", attempt: 2 });
  expect(done).toEqual([
    "check wx_app_1 offline-callback",
    "reconnect wx_app_1 2",
    "log-in",
    "poll-login 3",
    "resume-login",
    "set-callback 2",
  ]);
});

it("drops the check of an account that is registered no more, and gives everything else back to the queue", async () => {
  const gone = setUp("not-found");
  await gone.work(check);
  expect(gone.counts.get('TaskStale{"task":"check"}')).toBe(1);
  await expect(setUp("unavailable").work(check)).rejects.toMatchObject({ code: "unavailable" });
});

it.each([["unreachable"], ["refused"], ["unavailable", { cause: "busy" }]] as const)(
  "does not repeat a check that the gateway does not answer (%s): a beat asks before that",
  async (code, details: Readonly<Record<string, unknown>> = {}) => {
    const { work, counts } = setUp(code, details);
    await work(check);
    expect(counts.get(`CheckUnanswered{"code":"${code}"}`)).toBe(1);
  },
);
