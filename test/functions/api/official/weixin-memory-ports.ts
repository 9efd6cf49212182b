import { type createWeixinPorts, weixinPortsOver } from "../../../../functions/api/official/weixin-ports.ts";
import type { CallEndpoint } from "../../../../shared/adapters/weixin/call/call-endpoint.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";

const nowhere: CallEndpoint = async () => {
  throw new AppError("unreachable", "WeChat cannot be reached", { details: { cause: "not-connected" } });
};

/** The ports of WeChat's API; without a way to it every call fails. */
export function memoryWeixinPorts(call: CallEndpoint = nowhere): ReturnType<typeof createWeixinPorts> {
  return weixinPortsOver(call);
}
