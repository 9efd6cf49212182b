import { PRICES } from "./prices.ts";

const HOURS = 720;
const GB = 1e9;

/** What `egress=fixed` costs in a month of 30 days before its traffic, in US dollars. */
export function egressMonth(natGateways: number) {
  const nat = natGateways * HOURS * PRICES.natHour;
  const addresses = natGateways * HOURS * PRICES.addressHour;
  return { nat, addresses, sum: nat + addresses };
}

/** A line beside the bill of messages, which is counted where no NAT gateway is. */
export function egressNote(): string {
  const [one, two] = [1, 2].map((natGateways) => egressMonth(natGateways).sum);
  return `with egress=fixed: ${one} USD a month more (nat=2: ${two}), and ${PRICES.natByte * GB} for each GB through NAT`;
}
