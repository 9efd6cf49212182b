/** How often a process under npm looks whether npm is still there, milliseconds. */
const LOOK_MS = 250;

/**
 * Listens to SIGINT (Ctrl-C), SIGTERM and SIGHUP: the returned signal aborts with the first of them, so that everything
 * ends in order; the second one ends the process at once, with code 130.
 */
export function untilAskedToEnd(): AbortSignal {
  const asked = new AbortController();
  const end = (signal: NodeJS.Signals) => {
    if (asked.signal.aborted) process.exit(130);
    console.log(`${signal}: stopping …`);
    asked.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
  if (process.env.npm_lifecycle_event !== undefined) {
    onLostParent(() => {
      if (!asked.signal.aborted) end("SIGTERM");
    });
  }
  return asked.signal;
}

/** npm passes SIGTERM on to the shell that it runs a script in; the shell ends without passing it on to its child. */
function onLostParent(lost: () => void): void {
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    lost();
  }, LOOK_MS).unref();
}
