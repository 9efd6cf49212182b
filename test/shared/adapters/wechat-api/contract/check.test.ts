import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkRequest } from "../../../../../shared/adapters/wechat-api/contract/check.ts";
import { allEndpoints, contract } from "../../../../../shared/adapters/wechat-api/contract/contract.ts";
import type { Endpoint } from "../../../../../shared/adapters/wechat-api/contract/endpoint.ts";
import { toWire } from "../../../../../shared/adapters/wechat-api/contract/wire.ts";
import { aBody } from "../../../../support/a-body.ts";

const { message, sns, login, finder } = contract;
const faultsOf = (endpoint: Endpoint, body: Record<string, unknown>) =>
  checkRequest(endpoint.request, body).map(({ path, fault }) => `${path} ${fault}`);

describe.each(allEndpoints())("$path", ({ path, request, ...rest }) => {
  const endpoint = { path, request, ...rest };
  const body = () => toWire(request, aBody(endpoint));

  it("takes its smallest body, and names each member that is missing from it", () => {
    expect(checkRequest(request, body())).toEqual([]);
    for (const member of Object.keys(body())) {
      const { [member]: _, ...others } = body();
      expect(checkRequest(request, others)).toMatchObject([{ path: member, fault: "missing" }]);
      expect(checkRequest(request, { ...body(), [member]: null })).toMatchObject([{ path: member, fault: "missing" }]);
    }
  });

  it("names each member of another type, optional ones too", () => {
    for (const member of Object.keys(request)) {
      const wrong = checkRequest(request, { ...body(), [member]: Symbol("of no type") });
      expect(wrong).toMatchObject([{ path: member, fault: "type" }]);
    }
  });
});

it("finds faults inside lists and objects and gives their place", () => {
  const image = { fileUrl: "a", thumbUrl: "b", fileMd5: "c" };
  const images = (imgInfos: unknown) => faultsOf(sns.sendImgSns, { appId: "wx_a", imgInfos });
  expect(images([image, { ...image, length: 3 }])).toEqual([]);
  expect(images([image, { ...image, fileUrl: 1, thumbUrl: undefined }])).toEqual([
    "imgInfos.1.fileUrl type",
    "imgInfos.1.thumbUrl missing",
  ]);
  expect(images("none")).toEqual(["imgInfos type"]);
  expect(faultsOf(finder.userPage, { appId: "a", toUserName: "b", searchInfo: [] })).toEqual(["searchInfo type"]);
});

it("refuses an empty id, a value outside of a choice and a member that nobody knows", () => {
  expect(faultsOf(message.postText, { appId: "", toWxid: "w", content: "" })).toEqual(["appId empty"]);
  expect(faultsOf(login.getLoginQrCode, { appId: "", regionId: "1", type: "pc" })).toEqual(["type type"]);
  expect(faultsOf(message.postText, { appId: "a", toWxid: "w", content: "c", at: "x" })).toEqual(["at unknown"]);
  const body = { appId: "a", toWxid: "w", content: "c", at: "x" };
  expect(checkRequest(message.postText.request, body, "ignored")).toEqual([]);
});

it("takes no member from a prototype", () => {
  expect(faultsOf(message.postText, Object.create({ appId: "a", toWxid: "w", content: "c" }))).toHaveLength(3);
  expect(faultsOf(login.logout, JSON.parse('{"appId":"a","constructor":1}'))).toEqual(["constructor unknown"]);
});

it("takes a 64-bit id as digits, as a bigint and as a safe integer, and nothing else", () => {
  const isId = (snsId: unknown) => faultsOf(sns.delSns, toWire(sns.delSns.request, { appId: "a", snsId })).length === 0;
  fc.assert(fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), (id) => isId(id) && isId(String(id))));
  fc.assert(fc.property(fc.maxSafeInteger(), isId));
  for (const wrong of [2 ** 53, 1.5, Number.NaN, 2n ** 64n, "18446744073709551616", "12a", "", true, {}]) {
    expect(isId(wrong), String(wrong)).toBe(false);
  }
});

it("never quotes a value", () => {
  const issues = checkRequest(login.setCallback.request, { token: ["the-secret"], callbackUrl: 1 });
  expect(JSON.stringify(issues)).not.toContain("the-secret");
});
