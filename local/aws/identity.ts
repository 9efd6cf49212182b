/** Whose account the embedded cloud plays; all ARNs are made of these. */
export const LOCAL_IDENTITY = { region: "us-east-1", accountId: "000000000000" } as const;
