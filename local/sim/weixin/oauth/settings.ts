import * as z from "zod";
import type { Shelves } from "../state/shelves.ts";

/** What is set at mp.weixin.qq.com for pages of an account, or of a third-party platform. */
const settingsSchema = z.object({
  /** The domain that people may be led back to (网页授权域名), with a port where it has one; any unless set. */
  loginDomain: z.string().default(""),
  /** The domain of pages that use the JS-SDK (JS 接口安全域名); any unless set. */
  jsDomain: z.string().default(""),
  /** Whether a refresh brings a new refresh token, and ends the one before. */
  newRefreshTokens: z.boolean().default(false),
});

export type WebSettings = z.infer<typeof settingsSchema>;

export const webSettingsChangeSchema = z
  .object({ loginDomain: z.string(), jsDomain: z.string(), newRefreshTokens: z.boolean() })
  .partial()
  .strict();

const ID = "settings";

export function webSettingsOf(shelves: Shelves, appId: string): WebSettings {
  return shelves(appId, "web", settingsSchema).get(ID) ?? settingsSchema.parse({});
}

export function changeWebSettings(
  shelves: Shelves,
  appId: string,
  { loginDomain, jsDomain, newRefreshTokens }: z.infer<typeof webSettingsChangeSchema>,
): WebSettings {
  const before = webSettingsOf(shelves, appId);
  const settings = {
    loginDomain: loginDomain ?? before.loginDomain,
    jsDomain: jsDomain ?? before.jsDomain,
    newRefreshTokens: newRefreshTokens ?? before.newRefreshTokens,
  };
  shelves(appId, "web", settingsSchema).put(ID, settings);
  return settings;
}

/** Whether a page's address is of a domain, as WeChat compares them. */
export function isOfDomain({ host, hostname }: URL, domain: string): boolean {
  return domain === "" || host === domain || hostname === domain;
}
