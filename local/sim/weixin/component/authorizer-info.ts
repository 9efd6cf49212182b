import type { WeixinAnswer } from "../answer.ts";
import { MINI_PROGRAM, weixinAccount } from "../credentials.ts";

/** Ids of the permission sets (权限集) that an owner grants: messages, users, account, web pages, broadcasts, material. */
const OFFICIAL_FUNCS = [1, 2, 3, 4, 7, 11];
/** Account, development, customer service. */
const MINI_PROGRAM_FUNCS = [17, 18, 19];

/** What the owner of an account granted, as WeChat lists it. */
export function funcInfo(appId: string): readonly object[] {
  const funcs = appId === MINI_PROGRAM.appId ? MINI_PROGRAM_FUNCS : OFFICIAL_FUNCS;
  return funcs.map((id) => ({ funcscope_category: { id } }));
}

/** What WeChat tells a third-party platform of an account that is given to it. */
export function infoOf(appId: string, refreshToken: string): WeixinAnswer {
  const { name = "", originalId = "" } = weixinAccount(appId) ?? {};
  return {
    authorizer_info: {
      nick_name: name,
      head_img: "",
      service_type_info: { id: 2 },
      verify_type_info: { id: 0 },
      user_name: originalId,
      principal_name: "演示公司",
      alias: "",
      qrcode_url: "",
      ...(appId === MINI_PROGRAM.appId ? { MiniProgramInfo: { network: {}, categories: [], visit_status: 0 } } : {}),
    },
    authorization_info: {
      authorizer_appid: appId,
      authorizer_refresh_token: refreshToken,
      func_info: funcInfo(appId),
    },
  };
}
