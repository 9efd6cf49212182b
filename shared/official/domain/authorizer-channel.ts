import type { Channel } from "../../accounts/domain/channel.ts";

/** The channel of an account that was given to a third-party platform, by what WeChat says it is. */
export function channelOfAuthorizer({ isMiniProgram }: { readonly isMiniProgram: boolean }): Channel {
  return isMiniProgram ? "mini-program" : "official";
}
