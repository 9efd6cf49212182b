/** Shares (0 to 1) of what AWS may do at any time, and seldom does. */
export type Shares = {
  /** Calls of functions to DynamoDB and the services of the JSON protocol that are throttled. */
  readonly throttled?: number;
  /** Messages of standard queues, and deliveries of buses, that come late; and as many that come again. */
  readonly strayed?: number;
};

/** Says for each case by itself whether it is one of the share. */
export type Chances = { throttles(): boolean; strays(): boolean };

/** `shares` are read for each case, so that they may change. */
export function createChances(shares: Shares = {}): Chances {
  return {
    throttles: () => isOneOf(shares.throttled),
    strays: () => isOneOf(shares.strayed),
  };
}

function isOneOf(share = 0): boolean {
  return share > 0 && Math.random() < share;
}
