/** Structured log lines: one JSON object a line, with the fields that Powertools for AWS Lambda gives them. */

export type Level = "INFO" | "WARN" | "ERROR";
const LEVELS: readonly string[] = ["DEBUG", "INFO", "WARN", "ERROR"];

type Fields = Readonly<Record<string, unknown>>;
export type WriteLine = (level: Level, message: string, fields: Fields) => void;

/**
 * Writes the lines of a service from the level on that its own setting names; warnings and errors go to stderr.
 * Lambda's level stays at INFO, so that lines of metrics pass. A line bypasses the console: Lambda's would put a prefix
 * before it.
 */
export function createLogLines(service: string, env = process.env): WriteLine {
  const lowest = LEVELS.indexOf(env.LOG_LEVEL ?? "INFO");
  return (level, message, fields) => {
    const rank = LEVELS.indexOf(level);
    if (rank < lowest) return;
    const trace = /Root=([^;]+)/.exec(env._X_AMZN_TRACE_ID ?? "")?.[1];
    const timestamp = new Date().toISOString();
    const head = { level, message, timestamp, service, ...(trace ? { xray_trace_id: trace } : {}) };
    const stream = rank < LEVELS.indexOf("WARN") ? process.stdout : process.stderr;
    stream.write(`${lineOf(head, fields)}\n`);
  };
}

function lineOf(head: Fields, fields: Fields): string {
  try {
    return JSON.stringify({ ...head, ...fields }, plain);
  } catch (error) {
    // A circle in the fields must not cost the line.
    return JSON.stringify({ ...head, unwritable: String(error) });
  }
}

/** What JSON has no form for. */
function plain(_name: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  const more = cause === undefined ? {} : { cause };
  return Object.assign({ name, location: locationIn(stack), message, stack, ...more }, value);
}

/** The file and line where an error was made. */
function locationIn(stack: string | undefined): string {
  const [, file = "", line = ""] = /\(([^()]*?):(\d+):\d+\)$/m.exec(stack ?? "") ?? [];
  return file === "" ? "" : `${file}:${line}`;
}
