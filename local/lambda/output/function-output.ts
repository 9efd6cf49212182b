import { join } from "node:path";
import type { Readable } from "node:stream";
import { createLogBytes } from "../../billing/log-bytes.ts";
import type { LoggingModel } from "../../template/model.ts";
import { createLogFile } from "./log-file.ts";
import type { MetricsStore } from "./metrics-store.ts";
import { systemLine } from "./system-line.ts";

/** Where the output of one function's processes goes. */
export type FunctionOutput = {
  /** Reads a process's stdout or stderr until it ends. */
  capture(stream: Readable): void;
  /** The platform's report on something that went well, e.g. `REPORT …`. */
  platform(text: string): void;
  /** The platform's report on a failure, which a person should see at once: in the file and on the console. */
  error(text: string): void;
  flush(): void;
  /** Bytes of all lines, those of metrics included, as CloudWatch Logs bills them. */
  logBytes(): number;
};

const CONSOLE_LINES = 20;
const CONSOLE_WINDOW_MS = 10_000;
const CONSOLE_CHARS = 500;
const ERROR_LINE = /"level":"(ERROR|CRITICAL)"|\t(ERROR|FATAL)\t|^FATAL ERROR/;

/** Sums metrics, keeps log lines in `<dir>/<function>.log` and shows errors through `show`. */
export function createFunctionOutput(options: {
  functionName: string;
  logging: LoggingModel;
  dir: string;
  metrics: MetricsStore;
  show: (line: string) => void;
}): FunctionOutput {
  const path = join(options.dir, `${options.functionName}.log`);
  const file = createLogFile(path);
  const bytes = createLogBytes();
  let windowStart = 0;
  let shown = 0;

  function show(line: string): void {
    const now = performance.now();
    if (now - windowStart > CONSOLE_WINDOW_MS) {
      windowStart = now;
      shown = 0;
    }
    shown++;
    const text = line.length > CONSOLE_CHARS ? `${line.slice(0, CONSOLE_CHARS)}…` : line;
    if (shown <= CONSOLE_LINES) options.show(`[${options.functionName}] ${text}`);
    else if (shown === CONSOLE_LINES + 1) options.show(`[${options.functionName}] more errors in ${path}`);
  }

  function take(line: string): void {
    if (line === "") return;
    bytes.add(line);
    if (options.metrics.addLine(line)) return;
    file.line(line);
    if (ERROR_LINE.test(line)) show(line);
  }

  function system(level: "INFO" | "WARN", text: string): void {
    const line = systemLine(options.logging, level, text);
    if (line === undefined) return;
    bytes.add(line);
    file.line(line);
  }

  return {
    capture(stream) {
      let rest = "";
      stream.setEncoding("utf8");
      stream.on("data", (chunk: string) => {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) take(line);
      });
      stream.on("end", () => take(rest));
    },
    platform: (text) => system("INFO", text),
    error(text) {
      system("WARN", text);
      show(text);
    },
    flush: file.flush,
    logBytes: bytes.read,
  };
}
