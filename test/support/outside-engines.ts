/**
 * Engines outside of the project that the adapters' suites run on in the place of the embedded ones, by URL.
 * `npm run test:deploy` sets them.
 */
export const OUTSIDE = {
  dynamodb: process.env.OUTSIDE_DYNAMODB,
  sqs: process.env.OUTSIDE_SQS,
} as const;
