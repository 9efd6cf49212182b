import { composeWeixinWith, type Weixin, type WeixinParts } from "./weixin-with.ts";

/** As `composeWeixinWith`. The code for third-party platforms is a part of its own, loaded when it is needed first. */
export function composeWeixin(parts: WeixinParts): Weixin {
  return composeWeixinWith(async (platformParts) => {
    const { composeAuthorizers } = await import("./authorizers.ts");
    return composeAuthorizers(platformParts);
  }, parts);
}
