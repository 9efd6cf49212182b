/** Credentials and region for SDK clients; nothing checks them. */
export const CREDENTIALS = {
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
} as const;
