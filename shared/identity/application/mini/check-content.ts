import type { MiniCheckRequest } from "../../domain/mini/requests.ts";
import type { ContentVerdict, MiniPrograms } from "../ports/mini-programs.ts";

/** The verdict on a text, or the id under which the one on a file comes. */
export type CheckContent = (
  appId: string,
  openid: string,
  check: MiniCheckRequest,
) => Promise<ContentVerdict | { readonly traceId: string }>;

/** Has WeChat look at what a person wrote or shows. Throws what `MiniPrograms` throws. */
export function createCheckContent(miniPrograms: Pick<MiniPrograms, "checkText" | "checkMedia">): CheckContent {
  return (appId, openid, check) =>
    "content" in check ? miniPrograms.checkText(appId, openid, check) : miniPrograms.checkMedia(appId, openid, check);
}
