import { expect, it } from "vitest";
import { amountText, priceText } from "../../../../shared/messages/domain/amounts.ts";

it.each([
  [1250, "CNY", "12.50", "￥12.50"],
  [1, "CNY", "0.01", "￥0.01"],
  [0, "CNY", "0.00", "￥0.00"],
  [123_456_789_01, "CNY", "123456789.01", "￥123456789.01"],
  [1250, "USD", "12.50", "USD 12.50"],
  [1250, "JPY", "1250", "JPY 1250"],
  [1250, "", "12.50", "12.50"],
  [1250, "points", "12.50", "points 12.50"],
])("%i of %s is %s, shown as %s", (amount, currency, text, price) => {
  expect(amountText(amount, currency)).toBe(text);
  expect(priceText(amount, currency)).toBe(price);
});
