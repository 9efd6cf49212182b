import type { LocalClock } from "../../../clock.ts";
import type { Delivery } from "../../wechat-api/callbacks/queue.ts";
import { deliverInTries, PATIENCE_MS, postWire } from "../tries.ts";
import { officialRequest, type WireFields } from "../wire.ts";
import { PLATFORM, PLATFORM_KEYS } from "./credentials.ts";

/** The `InfoType` of verify tickets. */
export const TICKET = "component_verify_ticket";

/** Sends an event to the third-party platform, by itself and later. */
export type TellPlatform = (infoType: string, fields: WireFields) => void;

export type PlatformCallbacks = {
  /** Delivers an event; resolves with the outcome of the first try, further ones follow by themselves. */
  send(infoType: string, fields: WireFields): Promise<Delivery>;
  readonly tell: TellPlatform;
  stop(): void;
};

/** What WeChat tells the third-party platform at its URL for events: signed and encrypted with its keys. */
export function createPlatformCallbacks(options: {
  clock: Pick<LocalClock, "now">;
  /** Where events go; nowhere unless given. */
  url: string | undefined;
  /** Milliseconds from one try to the next. */
  pause?: number;
}): PlatformCallbacks {
  const { clock, url, pause = PATIENCE_MS } = options;
  const stopped = new AbortController();

  async function send(infoType: string, fields: WireFields): Promise<Delivery> {
    if (url === undefined) return { delivered: false, status: 0 };
    const CreateTime = Math.floor(clock.now() / 1000);
    const event = { AppId: PLATFORM.componentAppId, CreateTime, InfoType: infoType, ...fields };
    const attempt = async () => {
      const wire = officialRequest(PLATFORM_KEYS, event, { mode: "safe", format: "xml", now: clock.now() });
      const { delivered, status } = await postWire(url, wire, "xml");
      return { delivered, status };
    };
    return deliverInTries(attempt, { pause, signal: stopped.signal });
  }

  return {
    send,
    tell(infoType, fields) {
      send(infoType, fields).catch((error: unknown) => {
        if (!stopped.signal.aborted) console.error("the simulator failed to tell the third-party platform", error);
      });
    },
    stop: () => stopped.abort(),
  };
}
