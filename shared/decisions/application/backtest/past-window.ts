/** The messages that a backtest reads. Times in epoch ms. */
export type PastWindow = {
  /** The receipt of the oldest message. */
  readonly from: number;
  /** Now: nothing was decided later. */
  readonly to: number;
  /** Whether these are all messages that the journal has of the accounts, so that nothing began before them. */
  readonly isWhole: boolean;
};
