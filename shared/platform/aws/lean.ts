/** What a client of the SDK does besides each call and this platform has no use for. */
const NEEDLESS = ["getUserAgentMiddleware", "loggerMiddleware"];

/**
 * A client of the SDK without the steps that a call does not need: they take a third of its CPU. What finds loops (the
 * chain of invocations), repeats calls and corrects the clock stays.
 */
export function lean<Client extends { readonly middlewareStack: { remove(name: string): boolean } }>(
  client: Client,
): Client {
  for (const step of NEEDLESS) client.middlewareStack.remove(step);
  return client;
}
