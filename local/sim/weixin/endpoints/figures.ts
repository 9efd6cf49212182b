import * as z from "zod";
import { allEndpoints } from "../../../../shared/adapters/weixin/contract/contract.ts";
import { OK, refused, type WeixinAnswer } from "../answer.ts";
import type { BehavioursOf, Desk } from "./behaviour.ts";

const DAY = 86_400_000;
const clearing = z.object({ month: z.string(), times: z.int() });

/** One row for each day, as far back as the endpoint goes at once. */
const daily =
  (mostDays: number, figures: Readonly<Record<string, number | string>>) =>
  (_desk: Desk, { begin_date, end_date }: { begin_date: string; end_date: string }): WeixinAnswer => {
    const [first, last] = [Date.parse(begin_date), Date.parse(end_date)];
    if (Number.isNaN(first) || Number.isNaN(last)) return refused(61_500);
    const days = (last - first) / DAY + 1;
    if (days < 1 || days > mostDays) return refused(61_501);
    return {
      list: Array.from({ length: days }, (_, day) => ({
        ref_date: new Date(first + day * DAY).toISOString().slice(0, 10),
        ...figures,
      })),
    };
  };

const READ = { int_page_read_user: 23, int_page_read_count: 25, share_user: 2, share_count: 3 };

/** Figures of days that are over. */
export const analytics: BehavioursOf<"analytics"> = {
  userSummary: daily(7, { user_source: 0, new_user: 12, cancel_user: 1 }),
  userCumulate: daily(7, { user_source: 0, cumulate_user: 1204 }),
  articleSummary: daily(1, { msgid: "10000050_1", title: "新品上市", ...READ }),
  userRead: daily(3, { user_source: 0, ...READ }),
  userShare: daily(7, { share_scene: 1, share_count: 7, share_user: 4 }),
  upstreamMessages: daily(7, { msg_type: 1, msg_user: 28, msg_count: 81 }),
};

/** Clears a quota, as often a month as WeChat allows. */
function clear({ now, shelf }: Desk, what: string, times: number): WeixinAnswer {
  const month = new Date(now).toISOString().slice(0, 7);
  const before = shelf("clearings", clearing).get(what);
  const used = before?.month === month ? before.times : 0;
  if (used >= times) return refused(48_006);
  shelf("clearings", clearing).put(what, { month, times: used + 1 });
  return OK;
}

const isPath = (path: string) => allEndpoints().some(({ endpoint }) => endpoint.path === path);

/** Quotas of a day. */
export const quota: BehavioursOf<"quota"> = {
  get: (_desk, { cgi_path }) =>
    isPath(cgi_path) ? { ...OK, quota: { daily_limit: 500_000, used: 12, remain: 499_988 } } : refused(76_021),
  clear: (desk, { appid }) => (appid === desk.appId ? clear(desk, "all", 10) : refused(40_013)),
  clearOne: (desk, { cgi_path }) => (isPath(cgi_path) ? clear(desk, "one", 50) : refused(76_021)),
  getRequest: ({ now }, { rid }) =>
    /^[0-9a-f]{8}-[0-9a-f]+-[0-9a-f]+$/.test(rid)
      ? {
          ...OK,
          request: {
            invoke_time: Math.floor(now / 1000),
            cost_in_ms: 30,
            request_url: "",
            request_body: "{}",
            response_body: '{"errcode":40003}',
          },
        }
      : refused(76_012),
};

const ADDRESSES = { ip_list: ["127.0.0.1", "::1"] };

/** WeChat's addresses. */
export const base: BehavioursOf<"base"> = {
  callbackAddresses: () => ADDRESSES,
  apiAddresses: () => ADDRESSES,
  checkNetwork: (_desk, { action }) => ({
    ...(action === "ping" ? {} : { dns: [{ ip: "127.0.0.1", real_operator: "DEFAULT" }] }),
    ...(action === "dns"
      ? {}
      : { ping: [{ ip: "127.0.0.1", from_operator: "DEFAULT", package_loss: "0%", time: "1ms" }] }),
  }),
};
