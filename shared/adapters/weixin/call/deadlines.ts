import type { WeixinEndpoint, WeixinFamily } from "../contract/endpoint.ts";

/** All tries of a call together, ms: the API's own time has room for the token beside it. */
export const CALL_MS = 22_000;

/** One try, ms. */
const ORDINARY = 8000;
const WITH_FILE = 18_000;

/** Families that WeChat takes longer for. */
const SLOW: Readonly<Partial<Record<WeixinFamily, number>>> = {
  "mass-sending": 15_000,
  drafts: 12_000,
  analytics: 12_000,
  checks: 12_000,
};

/** How long one try may take, ms. */
export function deadlineOf({ family, file, binary }: WeixinEndpoint): number {
  return file || binary ? WITH_FILE : (SLOW[family] ?? ORDINARY);
}
