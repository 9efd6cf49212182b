import { spawn } from "node:child_process";
import { basename } from "node:path";

/** A program that ended with an error; the message begins with the last line that it printed. */
export class ToolError extends Error {
  override name = "ToolError";
}

/** Lines of a failed program's output that are shown. */
const LAST_LINES = 40;

type Options = { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv };

/** Runs a program to its end and returns what it printed. Throws `ToolError` if it fails or is not there. */
export function runTool(file: string, args: readonly string[], { cwd, env }: Options = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
    });
    // The tool and what it started end with this process, before anything is cleared up.
    const end = () => endGroup(child.pid);
    process.prependOnceListener("exit", end);
    child.once("close", () => process.off("exit", end));
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.once("error", (cause) => reject(new ToolError(`${file}: ${cause.message}`, { cause })));
    child.once("close", (code, signal) => {
      if (code === 0) return resolve(output);
      const lines = output.trimEnd().split("\n").slice(-LAST_LINES);
      const what = `${basename(file)} ${args.join(" ")} ended with ${signal ?? code}`;
      reject(new ToolError([`${lines.at(-1)} (${what})`, ...lines].join("\n")));
    });
  });
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch (error) {
    // It has ended just now.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
