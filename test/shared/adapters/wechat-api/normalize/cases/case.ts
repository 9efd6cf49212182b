import { expect, it } from "vitest";
import { ACCOUNT, aMessage, type CallbackBody, MEMBER, ROOM } from "../../../../../support/callbacks/a-callback.ts";
import { normalizeBody } from "../../../../../support/callbacks/normalize-body.ts";

/** What is sent, the callback's body, and what comes of it. */
export type Case = readonly [what: string, body: unknown, expected: Record<string, unknown>];

/** One test for each case. */
export function holds(cases: readonly Case[]): void {
  it.each(cases)("%s", (_what, body, expected) => {
    expect(normalizeBody(body)).toMatchObject(expected);
  });
}

/** A member's message in the group. `mentions`: the list of `MsgSource`; `preview`: of the phone's lock screen. */
export function inGroup(
  text: string,
  { mentions, preview = "", type = 1 }: { mentions?: readonly string[]; preview?: string; type?: number } = {},
): CallbackBody {
  const list = mentions === undefined ? "" : `<atuserlist><![CDATA[,${mentions.join(",")}]]></atuserlist>`;
  const msgSource = `<msgsource>\n\t${list}<silence>0</silence>\n</msgsource>`;
  const body = aMessage(type, text, { room: ROOM, author: MEMBER, msgSource });
  return { ...body, Data: { ...body.Data, PushContent: preview } };
}

export const me = ACCOUNT.wxid;

/** An app message with these elements in its `appmsg`. */
export function app(type: number | string, inner: string): string {
  return `<?xml version="1.0"?>\n<msg>\n\t<appmsg appid="" sdkver="0">\n\t\t${inner}\n\t\t<type>${type}</type>\n\t</appmsg>\n\t<fromusername>wxid_x</fromusername>\n</msg>\n`;
}
