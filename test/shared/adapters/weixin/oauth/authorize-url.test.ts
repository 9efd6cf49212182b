import { expect, it } from "vitest";
import { authorizeUrl } from "../../../../../shared/adapters/weixin/oauth/authorize-url.ts";

/** WeChat's own example, which other SDKs expect as well. */
it("the address is WeChat's known one, parameter by parameter", () => {
  const back =
    "https://chong.qq.com/php/index.php?d=&c=wxAdapter&m=mobileDeal&showwxpaytitle=1&vb2ctag=4_2030_5_1194_60";
  expect(authorizeUrl("wx520c15f417810387", { scope: "base", back, state: "123" }, {})).toBe(
    "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx520c15f417810387&redirect_uri=https%3A%2F%2Fchong.qq.com%2Fphp%2Findex.php%3Fd%3D%26c%3DwxAdapter%26m%3DmobileDeal%26showwxpaytitle%3D1%26vb2ctag%3D4_2030_5_1194_60&response_type=code&scope=snsapi_base&state=123#wechat_redirect",
  );
  const nba = { scope: "userinfo", back: "http://nba.bluewebgame.com/oauth_response.php", state: "STATE" } as const;
  expect(authorizeUrl("wxf0e81c3bee622d60", nba, {})).toBe(
    "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wxf0e81c3bee622d60&redirect_uri=http%3A%2F%2Fnba.bluewebgame.com%2Foauth_response.php&response_type=code&scope=snsapi_userinfo&state=STATE#wechat_redirect",
  );
});

it("a third-party platform's parameter is the last one, and another login page may stand in", () => {
  const wishes = { scope: "base", back: "https://fleet.example/oauth/wx_a/callback", state: "s" } as const;
  const at = { componentAppId: "wx_platform", loginPage: "http://127.0.0.1:8788/weixin/" };
  expect(authorizeUrl("wx_a", wishes, at)).toBe(
    "http://127.0.0.1:8788/weixin/connect/oauth2/authorize?appid=wx_a&redirect_uri=https%3A%2F%2Ffleet.example%2Foauth%2Fwx_a%2Fcallback&response_type=code&scope=snsapi_base&state=s&component_appid=wx_platform#wechat_redirect",
  );
});
