import { describe, expect, it } from "vitest";
import { readResource } from "../../../../../shared/adapters/wechat-pay/notification/resource.ts";
import { MCH_ID, paymentResource, refundResource } from "../../../../support/a-pay-merchant.ts";
import { NOON } from "../../../../support/builders.ts";

const envelope = (eventType: string) => ({ id: "EV-1", createdAt: NOON, mchId: MCH_ID, eventType });
const read = (eventType: string, resource: object) => readResource(envelope(eventType), JSON.stringify(resource));

const PARTNER = { mchid: undefined, appid: undefined, sp_mchid: MCH_ID, sub_mchid: "1900000200", sp_appid: "wx_sp" };

describe("what a notification's resource says", () => {
  it("is a payment at a service provider's account, by the person's openid there", () => {
    const resource = paymentResource({ ...PARTNER, payer: { sp_openid: "o_at_sp" } });
    const told = read("TRANSACTION.SUCCESS", resource);
    expect(told).toMatchObject({ mchId: MCH_ID, subMchId: "1900000200", appId: "wx_sp", openid: "o_at_sp" });
  });

  it("is a payment at the merchant's own account where it has one, by the openid there", () => {
    const payer = { sp_openid: "o_at_sp", sub_openid: "o_at_sub" };
    const resource = paymentResource({ ...PARTNER, sub_appid: "wx_sub", payer });
    expect(read("TRANSACTION.SUCCESS", resource)).toMatchObject({ appId: "wx_sub", openid: "o_at_sub" });
  });

  it("has account and openid of one account only", () => {
    const resource = paymentResource({ ...PARTNER, sub_appid: "wx_sub", payer: { sp_openid: "o_at_sp" } });
    expect(read("TRANSACTION.SUCCESS", resource)).toMatchObject({ appId: "wx_sp", openid: "o_at_sp" });
    const other = paymentResource({ ...PARTNER, payer: { sub_openid: "o_at_sub" } });
    expect(read("TRANSACTION.SUCCESS", other)).not.toHaveProperty("appId");
  });

  it("may lack what people without an account pay with", () => {
    const told = read("TRANSACTION.SUCCESS", paymentResource({ payer: undefined, attach: null, amount: { total: 1 } }));
    expect(told).toMatchObject({ attach: "", amount: { total: 1, currency: "CNY" } });
    expect(told).not.toHaveProperty("openid");
  });

  it.each([null, ""])("is taken where what it can do without is %j", (nothing) => {
    const owners = { sp_mchid: nothing, sub_mchid: nothing, sub_appid: nothing };
    const payer = { openid: "o_payer", sp_openid: nothing, sub_openid: nothing };
    const amounts = { payer_total: null, currency: nothing };
    const paid = paymentResource({ ...owners, attach: null, payer, amount: { total: 100, ...amounts } });
    const told = read("TRANSACTION.SUCCESS", paid);
    expect(told).toMatchObject({ openid: "o_payer", attach: "", amount: { total: 100, currency: "CNY" } });
    for (const name of ["subMchId", "payerTotal"]) expect(told).not.toHaveProperty(name);
    expect(read("TRANSACTION.SUCCESS", paymentResource({ payer: null }))).not.toHaveProperty("openid");
    const amount = { total: 100, refund: 40, payer_refund: null, ...amounts };
    const back = read("REFUND.CLOSED", refundResource({ ...owners, success_time: nothing, amount }));
    expect(back).toMatchObject({ mchId: MCH_ID, amount: { total: 100, refund: 40, currency: "CNY" } });
    expect(back).not.toHaveProperty("finishedAt");
  });

  it.each([
    ["no amount", { amount: undefined }],
    ["an amount beyond what numbers are exact for", { amount: { total: 2 ** 53 } }],
    ["a part of the smallest unit", { amount: { total: 0.5 } }],
    ["an amount below zero", { amount: { total: -1 } }],
    ["an amount in words", { amount: { total: "100" } }],
    ["no order", { out_trade_no: "" }],
    ["no transaction", { transaction_id: null }],
    ["a payment that is not one", { trade_state: "NOTPAY" }],
    ["no time", { success_time: "" }],
  ])("is refused with %s", (_what, changes) => {
    expect(() => read("TRANSACTION.SUCCESS", paymentResource(changes))).toThrow(
      expect.objectContaining({ details: { reason: "malformed" } }),
    );
  });

  it.each([
    ["REFUND.SUCCESS", "refund-finished"],
    ["REFUND.ABNORMAL", "refund-abnormal"],
    ["REFUND.CLOSED", "refund-closed"],
  ])("is in '%s' a '%s'", (eventType, type) => {
    expect(read(eventType, refundResource())).toEqual({
      id: "EV-1",
      createdAt: NOON,
      mchId: MCH_ID,
      type,
      outTradeNo: "order-1",
      transactionId: "4200001234202601010000000001",
      refundId: "50300001232026010100000001",
      outRefundNo: "refund-1",
      amount: { total: 100, refund: 40, payerTotal: 90, payerRefund: 36, currency: "CNY" },
      finishedAt: NOON - 1000,
    });
    const open = refundResource({ ...PARTNER, success_time: undefined });
    expect(read(eventType, open)).toMatchObject({ type, subMchId: "1900000200" });
    expect(read(eventType, open)).not.toHaveProperty("finishedAt");
  });

  describe("of combined orders", () => {
    const order = (changes: object) => ({
      mchid: MCH_ID,
      trade_type: "JSAPI",
      trade_state: "SUCCESS",
      bank_type: "OTHERS",
      attach: "table-7",
      success_time: "2026-01-02T13:58:03+08:00",
      amount: { total_amount: 100, payer_amount: 90, currency: "CNY", payer_currency: "CNY" },
      transaction_id: "4325100661202601025776656304",
      out_trade_no: "order-1",
      ...changes,
    });
    const combined = (...orders: object[]) => ({
      combine_appid: "wx_combined",
      combine_mchid: MCH_ID,
      combine_out_trade_no: "all-1",
      combine_payer_info: { openid: "o_at_combined" },
      scene_info: { device_id: "POS1:1" },
      sub_orders: orders,
    });

    it("is a payment for each, of its own merchant and at its own account where that is told", () => {
      const at = { sub_mchid: "1605090777", sub_appid: "wx_sub", sub_openid: "o_at_sub" };
      const second = order({ mchid: "1604508666", out_trade_no: "order-2", transaction_id: "2", attach: null, ...at });
      const told = read("TRANSACTION.SUCCESS", combined(order({}), second));
      const payment = {
        id: "EV-1",
        createdAt: NOON,
        type: "payment-succeeded",
        paidAt: Date.UTC(2026, 0, 2, 5, 58, 3),
      };
      const amount = { total: 100, currency: "CNY", payerTotal: 90 };
      expect(told).toEqual({
        id: "EV-1",
        createdAt: NOON,
        mchId: MCH_ID,
        type: "combined",
        orders: [
          {
            ...payment,
            mchId: MCH_ID,
            appId: "wx_combined",
            openid: "o_at_combined",
            outTradeNo: "order-1",
            transactionId: "4325100661202601025776656304",
            amount,
            attach: "table-7",
          },
          {
            ...payment,
            mchId: "1604508666",
            subMchId: "1605090777",
            appId: "wx_sub",
            openid: "o_at_sub",
            outTradeNo: "order-2",
            transactionId: "2",
            amount,
            attach: "",
          },
        ],
      });
    });

    it("has account and openid of one account only", () => {
      const told = read("TRANSACTION.SUCCESS", combined(order({ sub_appid: "wx_sub" })));
      expect(told).toMatchObject({ orders: [{ appId: "wx_combined", openid: "o_at_combined" }] });
    });

    it.each([
      ["of another merchant's", { ...combined(order({})), combine_mchid: "1900000110" }, "forbidden"],
      ["without the number of an order", combined(order({}), order({ out_trade_no: "" })), "invalid-input"],
      ["with an order that is not paid", combined(order({}), order({ trade_state: "NOTPAY" })), "invalid-input"],
      ["with an amount of no whole number", combined(order({ amount: { total_amount: 1.5 } })), "invalid-input"],
    ])("is refused %s", (_what, resource, code) => {
      expect(() => read("TRANSACTION.SUCCESS", resource)).toThrow(expect.objectContaining({ code }));
    });
  });

  it("is told by its name where nothing acts on it", () => {
    const other = { id: "EV-1", createdAt: NOON, mchId: MCH_ID, type: "other" };
    for (const eventType of ["PAYSCORE.USER_OPEN_SERVICE", "constructor", "MCHTRANSFER.BILL.FINISHED"]) {
      expect(read(eventType, { mchid: MCH_ID })).toEqual({ ...other, eventType });
      expect(read(eventType, {})).toEqual({ ...other, eventType });
      expect(() => read(eventType, { mchid: "1900000110" })).toThrow(/another merchant/);
    }
    const eventType = "COMBINED.OTHER";
    expect(read(eventType, { combine_mchid: MCH_ID })).toEqual({ ...other, eventType });
  });

  it("is refused where it is no object", () => {
    for (const text of ["", "null", "[]", "1", '"text"']) {
      expect(() => readResource(envelope("REFUND.SUCCESS"), text)).toThrow(
        expect.objectContaining({ code: "invalid-input", details: { reason: "malformed" } }),
      );
    }
  });
});
