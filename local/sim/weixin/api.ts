import type { IncomingMessage, ServerResponse } from "node:http";
import type { DatabaseSync } from "node:sqlite";
import type { LocalClock } from "../../clock.ts";
import { type CallLog, recordCall } from "../call-log.ts";
import type { Faults } from "../faults/faults.ts";
import { isBefore, misbehave } from "../faults/misbehave.ts";
import { sendFile, sendJson } from "../http.ts";
import type { SimFile, WeixinAnswer } from "./answer.ts";
import { execute, type TellEvent } from "./calls.ts";
import type { TellPlatform } from "./component/callbacks.ts";
import { createPlatformTokens, type SimPlatformTokens } from "./component/tokens.ts";
import { createMedia } from "./media.ts";
import { createOauthSite } from "./oauth/site.ts";
import { appIdOf, loggedBody, readRequest, recipientOf } from "./request.ts";
import { createShelves, type Shelves } from "./state/shelves.ts";
import { createTickets, type SimTickets } from "./tickets.ts";
import { createTokens } from "./tokens.ts";
import { createUsers, type SimUsers } from "./users.ts";

export type WeixinApi = {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** The pages of open.weixin.qq.com. */
  readonly site: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly users: SimUsers;
  readonly platforms: SimPlatformTokens;
  readonly tickets: SimTickets;
  readonly shelves: Shelves;
};

/** WeChat's open platform for the demo fleet's Official Account: tokens, and every endpoint of the contract. */
export function createWeixinApi(options: {
  db: DatabaseSync;
  clock: Pick<LocalClock, "now">;
  log: CallLog;
  faults: Faults;
  tell: TellEvent;
  tellPlatform: TellPlatform;
}): WeixinApi {
  const { db, clock, log, faults, tell, tellPlatform } = options;
  const tokens = createTokens(db);
  const platforms = createPlatformTokens(db, tokens);
  const state = {
    tokens,
    platforms,
    tickets: createTickets(db),
    users: createUsers(db),
    media: createMedia(db),
    shelves: createShelves(db),
    tell,
    tellPlatform,
  };
  return {
    users: state.users,
    platforms,
    tickets: state.tickets,
    shelves: state.shelves,
    site: createOauthSite({ ...state, clock, log }),
    async answer(incoming, response) {
      const request = await readRequest(incoming, clock.now());
      const { path } = request;
      const call = { at: request.now, path, appId: appIdOf(request), body: loggedBody(request) };
      const fault = faults.takeOfWeixin({ path, appId: call.appId, toWxid: recipientOf(request) });
      if (fault && isBefore(fault)) {
        const ret = fault.kind === "errcode" || fault.kind === "ret" ? fault.value : null;
        await recordCall(log, { ...call, ret, fault: fault.kind, executed: false });
        return misbehave(fault, incoming, response, refusedWith);
      }
      const answer = execute(state, request);
      const errcode = errcodeOf(answer);
      await recordCall(log, { ...call, ret: errcode, fault: fault?.kind ?? null, executed: errcode === 0 });
      if (fault?.kind === "latency") await faults.wait(fault.value);
      else if (fault) return misbehave(fault, incoming, response, refusedWith);
      if (isFile(answer)) sendFile(response, answer.mediaType, answer.file);
      else sendJson(response, 200, answer);
    },
  };
}

function refusedWith(errcode: number, errmsg: string): WeixinAnswer {
  return { errcode, errmsg };
}

function isFile(answer: WeixinAnswer | SimFile): answer is SimFile {
  return "file" in answer && Buffer.isBuffer(answer.file);
}

function errcodeOf(answer: WeixinAnswer | SimFile): number {
  return isFile(answer) ? 0 : (answer.errcode ?? 0);
}
