import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import { findEndpoint } from "../../../shared/adapters/wechat-api/contract/contract.ts";
import type { Endpoint } from "../../../shared/adapters/wechat-api/contract/endpoint.ts";
import { poll } from "../../../shared/adapters/wechat-api/contract/modules/poll.ts";
import { parseLossless, stringifyLossless } from "../../lossless-json.ts";
import { type CallLog, recordCall } from "../call-log.ts";
import type { Faults } from "../faults/faults.ts";
import { isBefore, misbehave } from "../faults/misbehave.ts";
import { BadRequest, readText, sendJson, sendText } from "../http.ts";
import { contractBreach } from "./contract-check.ts";
import { type Answer, type Body, failed, type Vendor } from "./endpoint.ts";
import { execute } from "./execute.ts";

/** Where the vendor's API begins on its host. */
export const API_PREFIX = "/wechatapi/finder/v2/api";

const bodySchema = z.record(z.string(), z.unknown());
const NO_SUCH_ENDPOINT = failed("接口不存在", 404);

type Parsed = { raw: string; body: Body | undefined };

/** Answers the vendor's endpoints by contract, accounts' states and faults; a call is in the log before its answer. */
export function createWechatApi(options: { vendor: Vendor; log: CallLog; faults: Faults; token: string }) {
  const { vendor, log, faults, token } = options;

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? "").split("?", 1)[0]?.slice(API_PREFIX.length) ?? "";
    const { raw, body } = parse(await readText(request));
    const appId = typeof body?.appId === "string" ? body.appId : "";
    const toWxid = typeof body?.toWxid === "string" ? body.toWxid : undefined;
    const call = { at: vendor.clock.now(), path, appId, body: raw };
    const endpoint = path === poll.path ? poll : findEndpoint(path);
    const refused = refusal(token, request, endpoint, body);
    if (refused || !endpoint || !body) {
      const answer = refused ?? NO_SUCH_ENDPOINT;
      await recordCall(log, { ...call, ret: answer.ret, fault: null, executed: false });
      return sendJson(response, answer.ret === 404 ? 404 : 200, answer);
    }
    const fault = faults.take({ path, appId, toWxid });
    if (fault && isBefore(fault)) {
      await recordCall(log, {
        ...call,
        ret: fault.kind === "ret" ? fault.value : null,
        fault: fault.kind,
        executed: false,
      });
      return misbehave(fault, request, response, refusedWith);
    }
    const result = execute(vendor, endpoint, body);
    const { answer, executed } = result instanceof Promise ? await result : result;
    const answered = fault === undefined || fault.kind === "latency";
    await recordCall(log, { ...call, ret: answered ? answer.ret : null, fault: fault?.kind ?? null, executed });
    if (fault?.kind === "latency") await faults.wait(fault.value);
    if (fault && !answered) return misbehave(fault, request, response, refusedWith);
    sendText(response, 200, stringifyLossless(answer));
  };
}

/** Why a call is not carried out whatever the account is; undefined where it may be. */
function refusal(
  token: string,
  request: IncomingMessage,
  endpoint: Endpoint | undefined,
  body: Body | undefined,
): Answer | undefined {
  if (!endpoint || request.method !== "POST") return NO_SUCH_ENDPOINT;
  const given = request.headers["videosapi-token"];
  if (given === undefined) return failed("缺少请求头 VideosApi-token");
  if (given !== token) return failed("VideosApi-token 错误");
  if (!body) return failed("参数错误: 请求体不是 JSON 对象");
  const breach = contractBreach(endpoint, body);
  return breach === undefined ? undefined : failed(breach);
}

function refusedWith(ret: number, msg: string): Answer {
  return failed(msg, ret);
}

/** The text for the log is the body as it came, or that text as a JSON string where it is no JSON. */
function parse(text: string): Parsed {
  let value: unknown;
  try {
    value = parseLossless(text);
  } catch (error) {
    if (error instanceof SyntaxError) return { raw: JSON.stringify(text), body: undefined };
    throw new BadRequest(error instanceof Error ? error.message : String(error));
  }
  const body = bodySchema.safeParse(value);
  return { raw: text, body: body.success ? body.data : undefined };
}
