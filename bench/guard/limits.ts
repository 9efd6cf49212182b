/**
 * What the guard allows, a message with 20 % answered unless said otherwise. They are counts and ratios of one run, so
 * that they hold on any machine. Where a change reaches less, it lowers the limit.
 */
export const LIMITS = {
  /** SDK calls. */
  calls: { callback: 1.1, consumer: 0.8 },
  /** SDK calls of the sender for one answer. */
  senderCallsPerAnswer: 4.6,
  writeUnits: 4,
  /** Bytes that a cold start parses. */
  bytesParsedAtStart: { callback: 230_000, "official-callback": 230_000, consumer: 350_000, sender: 280_000 },
  /**
   * CPU in rounds of the reference loop; nearly twice what was measured, since rounds and messages slow down unalike.
   */
  referenceRounds: { callback: 420, consumer: 400, sender: 430, all: 2600 },
} as const;

export type Limits = {
  readonly calls: Readonly<Record<string, number>>;
  readonly senderCallsPerAnswer: number;
  readonly writeUnits: number;
  readonly bytesParsedAtStart: Readonly<Record<string, number>>;
  readonly referenceRounds: Readonly<Record<string, number>>;
};
