/** What CloudWatch Logs adds to each event. Source: "PutLogEvents" in the CloudWatch Logs API reference. */
const EVENT_BYTES = 26;

/** Bytes that CloudWatch Logs bills for lines. */
export function createLogBytes(): { add(line: string): void; read(): number } {
  let bytes = 0;
  return {
    add(line) {
      bytes += Buffer.byteLength(line) + EVENT_BYTES;
    },
    read: () => bytes,
  };
}
