export const accountStates = ["IDLE", "LOGGING_IN", "ONLINE", "RECONNECTING", "ERROR"] as const;

export type AccountState = (typeof accountStates)[number];
