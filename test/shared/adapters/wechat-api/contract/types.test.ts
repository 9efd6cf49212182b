import { expectTypeOf, it } from "vitest";
import type { ApiOf } from "../../../../../shared/adapters/wechat-api/client/client.ts";
import type { contract } from "../../../../../shared/adapters/wechat-api/contract/contract.ts";

type WechatApi = ApiOf<typeof contract>;

type Request<M extends (request: never) => unknown> = Parameters<M>[0];
type Answer<M extends (request: never) => Promise<unknown>> = Awaited<ReturnType<M>>;

it("knows a request's members, which of them may be left out, and their values", () => {
  expectTypeOf<Request<WechatApi["message"]["postText"]>>().toEqualTypeOf<{
    appId: string;
    toWxid: string;
    content: string;
    ats?: string | undefined;
  }>();
  expectTypeOf<Request<WechatApi["login"]["getLoginQrCode"]>["type"]>().toEqualTypeOf<"ipad" | "mac">();
  expectTypeOf<Request<WechatApi["contacts"]["addContacts"]>["option"]>().toEqualTypeOf<2 | 3 | 4>();
  expectTypeOf<Request<WechatApi["group"]["createChatroom"]>["wxids"]>().toEqualTypeOf<readonly string[]>();
  expectTypeOf<Request<WechatApi["sns"]["delSns"]>["snsId"]>().toEqualTypeOf<string | number | bigint>();
  expectTypeOf<Request<WechatApi["sns"]["sendVideoSns"]>["videoInfo"]>().toEqualTypeOf<{
    fileUrl: string;
    thumbUrl: string;
    fileMd5: string;
    length?: number | undefined;
  }>();
});

it("refuses at compile time what the contract refuses", () => {
  const refused = (api: WechatApi) => [
    // @ts-expect-error no appId
    api.message.postText({ toWxid: "w", content: "c" }),
    // @ts-expect-error an unknown member
    api.message.postText({ appId: "a", toWxid: "w", content: "c", at: "x" }),
    // @ts-expect-error another type
    api.group.pinChat({ appId: "a", chatroomId: "g", top: "yes" }),
    // @ts-expect-error no such method
    api.message.postNothing({ appId: "a" }),
  ];
  expectTypeOf(refused).toBeFunction();
});

it("knows what an answer has for certain, and what may be missing", () => {
  type Login = Answer<WechatApi["login"]["checkLogin"]>;
  expectTypeOf<Login["status"]>().toEqualTypeOf<number>();
  expectTypeOf<Login["url"]>().toEqualTypeOf<string | null | undefined>();
  expectTypeOf<NonNullable<Login["loginInfo"]>["wxid"]>().toEqualTypeOf<string>();
  expectTypeOf<Answer<WechatApi["login"]["checkOnline"]>>().toEqualTypeOf<boolean>();
  expectTypeOf<Answer<WechatApi["contacts"]["fetchContactsListCache"]>>().toEqualTypeOf<unknown>();
  type Sent = Answer<WechatApi["message"]["postText"]>;
  expectTypeOf<NonNullable<Sent>["newMsgId"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<undefined>().toExtend<Sent>();
});
