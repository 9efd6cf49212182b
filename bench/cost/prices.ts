/** Where the prices below are from, and when they were looked up. Free tiers and discounts by volume are left out. */
export const PRICE_LIST = { region: "us-east-1", from: 2025 } as const;

/** AWS list prices in US dollars per unit: look them up at their source before you rely on them. */
export const PRICES = {
  /** On demand, as lowered on 2024-11-01. https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  readUnit: 0.125e-6,
  writeUnit: 0.625e-6,
  /** https://aws.amazon.com/sqs/pricing/ */
  sqsRequest: 0.4e-6,
  fifoRequest: 0.5e-6,
  /** Requests, and GB-seconds on arm64. https://aws.amazon.com/lambda/pricing/ */
  invocation: 0.2e-6,
  gbSecond: 0.0000133334,
  /** Custom events. https://aws.amazon.com/eventbridge/pricing/ */
  event: 1e-6,
  /** Requests of an HTTP API. https://aws.amazon.com/api-gateway/pricing/ */
  httpRequest: 1e-6,
  /**
   * A byte that CloudWatch Logs takes in, and a custom metric in a month. https://aws.amazon.com/cloudwatch/pricing/
   */
  logByte: 0.5e-9,
  customMetric: 0.3,
  /** https://aws.amazon.com/s3/pricing/ */
  s3Put: 5e-6,
  s3Get: 0.4e-6,
  /** A call. https://aws.amazon.com/secrets-manager/pricing/ */
  secretCall: 5e-6,
  /** A request with a symmetric key. https://aws.amazon.com/kms/pricing/ */
  kmsRequest: 3e-6,
  /** A NAT gateway for an hour, and a byte through it. https://aws.amazon.com/vpc/pricing/ */
  natHour: 0.045,
  natByte: 0.045e-9,
  /** A public IPv4 address for an hour. https://aws.amazon.com/vpc/pricing/ */
  addressHour: 0.005,
} as const;

/** Minutes of a month of 30 days. */
export const MINUTES = 43_200;
