import type { ServiceOf } from "../../../messages/domain/official-content.ts";
import type { PushContent } from "../../../messages/domain/templates/contents.ts";
import type { OutboundCommand } from "../../../outbound/domain/command.ts";
import { VERDICTS } from "../../../outbound/domain/outcome.ts";
import type { AuthorizedCall } from "../call/authorized-call.ts";
import { subscriptions } from "../contract/modules/subscriptions.ts";
import { templates } from "../contract/modules/templates.ts";
import { asFailure, causeOf } from "../failure-cause.ts";
import { sendablePush } from "./sendable.ts";
import { type createSendingTime, SENDING, type Timed } from "./sending-time.ts";

/** A message by a template on its way out. `id`: the command's. */
type Push = Timed & Pick<OutboundCommand, "id" | "to"> & { readonly content: PushContent };

/** `client_msg_id` has 32 characters at most; a command's id ends in as many, and they alone tell it from others. */
const CLIENT_ID = 32;

/**
 * Sends messages by templates; gives WeChat's id of each, empty for subscription messages, which have no id. The
 * customer service's window is not asked. A template message that WeChat gave no clear answer to is sent once more under
 * the same `client_msg_id`, within the command's time: WeChat sends the same id once in ten minutes. What the second
 * answer leaves open stays open. Subscription messages have no such id: they are never sent again.
 */
export function createSendPush({
  of,
  authorized,
  timeLeft,
}: {
  readonly of: ServiceOf;
  readonly authorized: (sending: Timed) => AuthorizedCall;
  readonly timeLeft: ReturnType<typeof createSendingTime>["timeLeft"];
}): (push: Push) => Promise<string> {
  async function sendTemplate(push: Push, content: Of<"template">): Promise<string> {
    const { appId } = push;
    const body = templateBody(push, content);
    const once = (share: number) => {
      const timeoutMs = () => Math.ceil((timeLeft(push) + SENDING) * share);
      return authorized(push)({ appId, endpoint: templates.send, body, timeoutMs });
    };
    const { msgid } = await once(0.5).catch((first: unknown) => {
      if (VERDICTS[causeOf(asFailure(first))] !== "unknown") throw first;
      return once(1).catch(() => Promise.reject(first));
    });
    return msgid;
  }

  async function sendSubscription(push: Push, content: Of<"subscription">): Promise<string> {
    const { appId, to } = push;
    const { templateId: template_id, page, miniProgram, miniProgramState, lang, data } = content;
    const common = { touser: to, template_id, ...(page === undefined ? {} : { page }), data: fields(data) };
    const timeoutMs = () => timeLeft(push) + SENDING;
    const call = authorized(push);
    if (of === "official") {
      await call({ appId, endpoint: subscriptions.send, body: { ...common, ...opening(miniProgram) }, timeoutMs });
      return "";
    }
    const body = {
      ...common,
      ...(miniProgramState === undefined ? {} : { miniprogram_state: miniProgramState }),
      ...(lang === undefined ? {} : { lang }),
    };
    await call({ appId, endpoint: subscriptions.sendFromMiniProgram, body, timeoutMs });
    return "";
  }

  return async (push) => {
    const content = sendablePush(of, push.appId, push.content);
    switch (content.type) {
      case "template":
        return sendTemplate(push, content);
      case "subscription":
        return sendSubscription(push, content);
      default:
        return content satisfies never;
    }
  };
}

function templateBody({ id, to }: Push, { templateId, url, miniProgram, data }: Of<"template">) {
  return {
    touser: to,
    template_id: templateId,
    ...(url === undefined ? {} : { url }),
    ...opening(miniProgram),
    client_msg_id: id.slice(-CLIENT_ID),
    data: fields(data),
  };
}

type Of<T extends PushContent["type"]> = Extract<PushContent, { readonly type: T }>;

function opening(miniProgram: PushContent["miniProgram"]) {
  if (!miniProgram) return {};
  const { miniAppId: appid, pagePath } = miniProgram;
  return { miniprogram: { appid, ...(pagePath === undefined ? {} : { pagepath: pagePath }) } };
}

function fields(data: PushContent["data"]): Record<string, { readonly value: string; readonly color?: string }> {
  return Object.fromEntries(
    Object.entries(data).map(([key, { value, color }]) => [key, { value, ...(color === undefined ? {} : { color }) }]),
  );
}
