/** Digits behind the point where a currency's own are not known. */
const USUAL_DIGITS = 2;

/** An amount in the currency's smallest unit as people write it, without its sign: `12.50`. */
export function amountText(amount: number, currency: string): string {
  const digits = digitsOf(currency);
  return (amount / 10 ** digits).toFixed(digits);
}

/** The same with its currency: `￥12.50`, `USD 12.50`. */
export function priceText(amount: number, currency: string): string {
  const text = amountText(amount, currency);
  return currency === "CNY" ? `￥${text}` : `${currency} ${text}`.trim();
}

function digitsOf(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return USUAL_DIGITS;
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.resolvedOptions().maximumFractionDigits ?? USUAL_DIGITS;
}
