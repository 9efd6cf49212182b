import { createServer } from "node:net";
import { LocalError } from "./local-error.ts";

/** A free port for 0, else the port itself. Throws `LocalError` if somebody listens there; `variable` chooses another. */
export function claimPort(port: number, variable: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      const reason = error.code === "EADDRINUSE" ? "is in use" : `cannot be used (${error.code ?? error.message})`;
      reject(new LocalError(`port ${port} ${reason}; choose another one with ${variable}=…`));
    });
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : port));
    });
  });
}
