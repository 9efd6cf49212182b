import type { MediaRequest } from "../../domain/request.ts";

/** Files of received messages, as WechatApi offers them. */
export type MediaSource = {
  /** The URL at which the file lies for a while; throws where the gateway does not give it. */
  locate(appId: string, request: MediaRequest): Promise<string>;
};
