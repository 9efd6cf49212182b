import * as z from "zod";
import { endpoint } from "../endpoint.ts";

const family = "analytics";
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "a day is YYYY-MM-DD");
/** Days in China; how many at once depends on the endpoint (61501 beyond). */
const request = z.strictObject({ begin_date: day, end_date: day });

const figures = (path: `/datacube/${string}`) =>
  endpoint({
    path,
    method: "POST",
    family,
    request,
    answer: z.looseObject({ list: z.array(z.looseObject({ ref_date: z.string() })) }),
    idempotent: "yes",
  });

/** Figures of days that are over (数据统计). */
export const analytics = {
  /** New and lost followers, by where they came from; 7 days. */
  userSummary: figures("/datacube/getusersummary"),
  /** All followers; 7 days. */
  userCumulate: figures("/datacube/getusercumulate"),
  /** Readings of what was sent on a day; 1 day. */
  articleSummary: figures("/datacube/getarticlesummary"),
  /** All readings; 3 days. */
  userRead: figures("/datacube/getuserread"),
  /** Shares; 7 days. */
  userShare: figures("/datacube/getusershare"),
  /** Messages of people; 7 days. */
  upstreamMessages: figures("/datacube/getupstreammsg"),
};
