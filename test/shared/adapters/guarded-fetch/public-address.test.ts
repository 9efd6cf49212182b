import { describe, expect, it } from "vitest";
import { isPublicAddress } from "../../../../shared/adapters/guarded-fetch/public-address.ts";

describe("isPublicAddress", () => {
  it.each([
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "ff02::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "::10.0.0.1",
    "::ffff:0:10.0.0.1",
    "64:ff9b:1::7f00:1",
    "100::1",
    "1fff:ffff::1",
    "2001:10::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fec0::1",
    "fe80::1%eth0",
  ])("refuses %s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    "8.8.8.8",
    "1.1.1.1",
    "172.32.0.1",
    "192.167.255.255",
    "2606:4700:4700::1111",
    "2400:3200::1",
    "2001:4860:4860::8888",
    "2a00::1",
  ])("allows %s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it("refuses what is no address", () => {
    expect(isPublicAddress("example.com")).toBe(false);
    expect(isPublicAddress("")).toBe(false);
  });
});
