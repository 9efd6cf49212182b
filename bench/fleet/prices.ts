/**
 * AWS list prices in US dollars per request or unit, us-east-1, without the free tier: DynamoDB on demand (as lowered
 * on 2024-11-01), SQS standard queues, Lambda requests, EventBridge custom events. They are of 2025: look them up
 * before you rely on them.
 */
export const PRICES = {
  readUnit: 0.125e-6,
  writeUnit: 0.625e-6,
  sqsRequest: 0.4e-6,
  invocation: 0.2e-6,
  event: 1e-6,
} as const;

/** Minutes of a month of 30 days. */
export const MINUTES = 43_200;
