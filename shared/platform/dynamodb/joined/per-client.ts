import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** What is made once for each client, so that all tables that a process reaches through it share it. */
export function perClient<T>(make: (client: DynamoDBClient) => T): (client: DynamoDBClient) => T {
  const known = new WeakMap<DynamoDBClient, T>();
  return (client) => {
    const made = known.get(client) ?? make(client);
    known.set(client, made);
    return made;
  };
}
