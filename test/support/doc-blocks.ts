import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

/** The shell blocks of a page of `docs/`, in order. */
export function shellBlocks(page: string): string[] {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), "utf8");
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
}

/**
 * Runs the commands of a page as they stand there, on the cloud whose gateway is at `gatewayUrl`; returns their output.
 */
export async function runShellBlocks(page: string, gatewayUrl: string, timeout: number): Promise<string> {
  const script = shellBlocks(page).join("\n").replaceAll("http://127.0.0.1:8787", gatewayUrl);
  return (await promisify(execFile)("bash", ["-eo", "pipefail", "-c", script], { timeout })).stdout;
}
