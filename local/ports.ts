import { createServer } from "node:net";
import { LocalError } from "./local-error.ts";

/**
 * Free ports are looked for below those that systems give to outgoing connections (from 32768 on Linux, elsewhere from
 * 49152): any connection could take such a port between the look and the listening, or while its listener is away.
 */
const FIRST = 10_000;
const LAST = 32_000;
const TRIES = 100;
const given = new Set<number>();

/** A free port of 127.0.0.1; each call in a process gets another one. */
export async function freePort(): Promise<number> {
  for (let tries = 1; ; tries++) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (given.has(port)) continue;
    given.add(port);
    const refused = await probe(port);
    if (!refused) return port;
    if (tries >= TRIES) throw refused;
  }
}

/** A free port for 0, else the port itself. Throws `LocalError` if it is in use; `variable` is how to choose another. */
export async function claimPort(port: number, variable: string): Promise<number> {
  if (port === 0) return freePort();
  const refused = await probe(port);
  if (!refused) return port;
  const reason = refused.code === "EADDRINUSE" ? "is in use" : `cannot be used (${refused.code ?? refused.message})`;
  throw new LocalError(`port ${port} ${reason}; choose another one with ${variable}=…`);
}

/** Listens on the port for a moment; resolves with the system's error where that fails. */
function probe(port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(undefined)));
  });
}
