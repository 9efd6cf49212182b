/** What can go wrong in any call of the gateway. */
export const gatewayProblems = ["account-offline", "refused", "throttled", "unreachable", "outcome-unknown"] as const;
