import { appId, endpoint } from "../endpoint.ts";
import { name, object, texts } from "../field.ts";

const friend = texts("userName", "nickName", "remark", "bigHeadImg", "smallHeadImg", "appId", "descWordingId");

/** Contacts of WeCom (企业微信). */
export const im = {
  sync: endpoint({ path: "/im/sync", idempotent: true, request: { appId }, response: object(friend) }),
  detail: endpoint({
    path: "/im/detail",
    idempotent: true,
    request: { appId, /** The WeCom id. */ toUserName: name },
    response: object({ ...friend, ...texts("wording", "wordingPinyin", "wordingQuanpin") }),
  }),
};
