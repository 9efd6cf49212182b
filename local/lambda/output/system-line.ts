import type { LoggingModel } from "../../template/model.ts";

const LEVELS = ["DEBUG", "INFO", "WARN"] as const;

/**
 * The platform's own line in a function's log that says `text`: in text as it is, in JSON with its time. Undefined
 * where the log leaves out lines of this level.
 */
export function systemLine(
  { format, systemLevel }: LoggingModel,
  level: (typeof LEVELS)[number],
  text: string,
): string | undefined {
  if (format === "Text") return text;
  if (LEVELS.indexOf(level) < LEVELS.indexOf(systemLevel)) return undefined;
  return JSON.stringify({ time: new Date().toISOString(), type: "platform.report", level, record: text });
}
