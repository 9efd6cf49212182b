import { type Line, sumsBy, total } from "./bill.ts";
import { PRICE_LIST } from "./prices.ts";

/** Prints a bill, each line's units and dollars times `factor`: by service, by function or queue, and line by line. */
export function printBill(title: string, lines: readonly Line[], factor: number): void {
  const dollars = (usd: number) => Number((usd * factor).toFixed(3));
  console.log(`\n${title}: ${dollars(total(lines))} USD (list prices of ${PRICE_LIST.region}, ${PRICE_LIST.from})`);
  for (const key of ["service", "by"] as const) {
    console.table(Object.fromEntries(sumsBy(lines, key).map(([name, usd]) => [name, { USD: dollars(usd) }])));
  }
  console.table(
    lines.map(({ service, unit, by, units, usd }) => ({
      service,
      by,
      unit,
      units: Math.round(units * factor),
      USD: dollars(usd),
    })),
  );
}
