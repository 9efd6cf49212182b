/**
 * Hands over things of one turn of the event loop together, since each message between two processes costs both a
 * system call. What is `alone` does not wait for the turn's end.
 */
export function bundled<T>(handOver: (things: readonly T[]) => void): (thing: T, alone: boolean) => void {
  const waiting: T[] = [];
  return (thing, alone) => {
    if (alone && waiting.length === 0) return handOver([thing]);
    if (waiting.length === 0) setImmediate(() => handOver(waiting.splice(0)));
    waiting.push(thing);
  };
}
