import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pageSignature, ticketIdOf } from "../../../../shared/identity/domain/signed-page.ts";
import { aPageSigner, SHOP, SHOP_APP } from "../../../support/a-page-signer.ts";

const url = `${SHOP}/order?id=1#/paid`;

describe("a page of an account", () => {
  it("is signed with the account's ticket, which the answer does not tell", async () => {
    const { signer, clock } = aPageSigner();
    const signed = await signer()(SHOP_APP, { url });
    const signing = { nonceStr: "nonce1", timestamp: Math.floor(clock.now() / 1000) };
    expect(signed).toEqual({
      appId: SHOP_APP,
      ...signing,
      signature: pageSignature({ ...signing, ticket: "ticket-1", address: `${SHOP}/order?id=1` }),
      ticketId: ticketIdOf(SHOP_APP, "ticket-1"),
    });
    expect(JSON.stringify(signed)).not.toContain("ticket-1");
  });

  it("has a nonce of its own each time", async () => {
    const sign = aPageSigner().signer();
    const [first, second] = [await sign(SHOP_APP, { url }), await sign(SHOP_APP, { url })];
    expect(first.nonceStr).not.toBe(second.nonceStr);
    expect(first.signature).not.toBe(second.signature);
  });

  it.each([
    ["of another site", SHOP_APP, "https://evil.example/"],
    ["of an account without any", "wx_other", url],
    ["of what is no appId of WeChat's open platform", "not-wx", url],
    ["of an appId that is too long", `wx${"x".repeat(100)}`, url],
  ])("%s is refused in the same words, before WeChat is asked", async (_what, appId, address) => {
    const { signer, vendor } = aPageSigner();
    await expect(signer()(appId, { url: address })).rejects.toMatchObject({
      code: "forbidden",
      message: "pages of this address are not signed for this account",
    });
    expect(vendor.asked).toBe(0);
  });

  it("waits where there is no ticket, and strangers do not learn why", async () => {
    const { signer, vendor, counts } = aPageSigner();
    vendor.down = true;
    await expect(signer()(SHOP_APP, { url })).rejects.toMatchObject({ code: "unavailable", retryable: true });
    await expect(signer()(SHOP_APP, { url })).rejects.not.toThrow("40125");
    expect(counts.get("PageNotSigned")).toBe(2);
    vendor.down = false;
    expect(await signer()(SHOP_APP, { url })).toHaveProperty("signature");
  });

  it("is signed many times by one question for each ticket that ends", async () => {
    const { signer, vendor, clock } = aPageSigner();
    const containers = [signer(), signer(), signer()];
    for (let round = 0; round < 20; round++) {
      const at = Array.from({ length: 120 }, (_, index) => containers[index % 3]?.(SHOP_APP, { url }));
      const ids = new Set((await Promise.all(at)).map((signed) => signed?.ticketId));
      expect([...ids]).toEqual([ticketIdOf(SHOP_APP, `ticket-${round + 1}`)]);
      clock.advance(7_200_000);
    }
    expect(vendor.asked).toBe(20);
  });
});

describe("a page whose signature WeChat called invalid", () => {
  it("gets one with the next ticket, and so does every other page from then on", async () => {
    const { signer, vendor, counts } = aPageSigner();
    const [one, other] = [signer(), signer()];
    const { ticketId: refused } = await one(SHOP_APP, { url });
    await other(SHOP_APP, { url });
    const next = ticketIdOf(SHOP_APP, "ticket-2");
    expect((await one(SHOP_APP, { url, refused })).ticketId).toBe(next);
    expect((await one(SHOP_APP, { url })).ticketId).toBe(next);
    expect((await other(SHOP_APP, { url, refused })).ticketId).toBe(next);
    expect(vendor.asked).toBe(2);
    expect(counts.get('TicketRefused{"outcome":"replaced"}')).toBe(2);
  });

  it("changes nothing by naming another ticket", async () => {
    const names = ["", "no-such", "0123456789abcdef", "ticket-1"];
    const { signer, vendor, reads } = aPageSigner();
    const sign = signer();
    const { ticketId } = await sign(SHOP_APP, { url });
    const before = reads.count;
    for (const refused of names) expect((await sign(SHOP_APP, { url, refused })).ticketId).toBe(ticketId);
    expect(vendor.asked).toBe(1);
    expect(reads.count).toBe(before);
  });

  it("gets the present one where WeChat gives no other", async () => {
    const { signer, vendor, counts } = aPageSigner();
    vendor.ticket = "the same";
    const sign = signer();
    const { ticketId: refused } = await sign(SHOP_APP, { url });
    expect((await sign(SHOP_APP, { url, refused })).ticketId).toBe(refused);
    expect(vendor.asked).toBe(2);
    expect(counts.get('TicketRefused{"outcome":"kept"}')).toBe(1);
    expect(counts.get("PageNotSigned")).toBeUndefined();
  });

  it("gets the present one while WeChat does not answer", async () => {
    const { signer, vendor } = aPageSigner();
    const sign = signer();
    const { ticketId: refused } = await sign(SHOP_APP, { url });
    vendor.down = true;
    expect((await sign(SHOP_APP, { url, refused })).ticketId).toBe(refused);
  });
});

describe("strangers who say without end that the ticket is refused", () => {
  it("make 96 questions a day at most, and hold nothing up that a page needs for over a quarter of an hour", async () => {
    const { signer, vendor, clock } = aPageSigner();
    vendor.ticket = "the same";
    const containers = [signer(), signer()];
    const claim = async () => {
      for (const sign of containers) {
        const { ticketId: refused } = await sign(SHOP_APP, { url });
        await sign(SHOP_APP, { url, refused });
      }
    };
    for (let seconds = 0; seconds < 86_400; seconds += 20) {
      await claim();
      clock.advance(20_000);
    }
    // The ticket itself is renewed twelve times, and asked for again each minute while WeChat gives the old one.
    expect(vendor.asked).toBeLessThanOrEqual(96 + 12 * 6);
    vendor.ticket = undefined;
    const started = clock.now();
    while ((await containers[0]?.(SHOP_APP, { url }))?.ticketId === ticketIdOf(SHOP_APP, "the same")) {
      await claim();
      clock.advance(20_000);
    }
    expect(clock.now() - started).toBeLessThanOrEqual(900_000 + 40_000);
  });

  it("do not make the store work: one look in half a minute for each container", async () => {
    const { signer, vendor, reads, clock } = aPageSigner();
    vendor.ticket = "the same";
    const sign = signer();
    const { ticketId: refused } = await sign(SHOP_APP, { url });
    await sign(SHOP_APP, { url, refused });
    const before = reads.count;
    for (let count = 0; count < 1000; count++) await sign(SHOP_APP, { url, refused });
    expect(reads.count).toBe(before);
    clock.advance(30_000);
    for (let count = 0; count < 1000; count++) await sign(SHOP_APP, { url, refused });
    expect(reads.count).toBe(before + 1);
  });

  it("never leave a page without a signature, in whatever order claims, ends and faults come", async () => {
    const step = fc.oneof(
      fc.record({ type: fc.constant("sign" as const), container: fc.nat(1) }),
      fc.record({ type: fc.constant("claim" as const), container: fc.nat(1) }),
      fc.record({ type: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 1_000_000 }) }),
      fc.record({ type: fc.constant("same" as const), same: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { signer, vendor, clock } = aPageSigner();
        const containers = [signer(), signer()];
        const times: number[] = [];
        let asked = 0;
        for (const one of steps) {
          if (one.type === "wait") clock.advance(one.ms);
          if (one.type === "same") vendor.ticket = one.same ? "the same" : undefined;
          if (one.type !== "sign" && one.type !== "claim") continue;
          const sign = containers[one.container];
          const signed = await sign?.(SHOP_APP, { url });
          asked = vendor.asked;
          if (one.type === "claim") expect(await sign?.(SHOP_APP, { url, refused: signed?.ticketId })).toBeDefined();
          if (vendor.asked > asked) times.push(clock.now());
        }
        for (const [index, at] of times.entries()) {
          expect(at - (times[index - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(900_000);
        }
      }),
      { numRuns: 60 },
    );
  });
});
