import { Agent, request } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";

const agents = {
  "http:": new Agent({ keepAlive: true, maxSockets: 64 }),
  "https:": new SecureAgent({ keepAlive: true, maxSockets: 64 }),
};

/** Posts JSON text and resolves to the HTTP status; 0 when no answer came within `timeout` milliseconds. */
export async function postJson(url: string, body: string, timeout: number): Promise<number> {
  return (await postText(url, body, "application/json", timeout)).status;
}

/** The same with a text of any type and further headers, and the answer's text. */
export function postText(
  url: string,
  body: string,
  type: string,
  timeout: number,
  further: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((done) => {
    const resolve = (status: number, text = "") => done({ status, text });
    const target = URL.parse(url);
    if (target?.protocol !== "http:" && target?.protocol !== "https:") return resolve(0);
    const open = target.protocol === "http:" ? request : secureRequest;
    const headers = { ...further, "content-type": type, "content-length": Buffer.byteLength(body) };
    const outgoing = open(target, { method: "POST", agent: agents[target.protocol], headers, timeout }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.once("end", () => resolve(answer.statusCode ?? 0, Buffer.concat(chunks).toString("utf8")));
      answer.once("error", () => resolve(0));
    });
    const deadline = setTimeout(() => outgoing.destroy(new Error("timeout")), timeout);
    outgoing.once("error", () => resolve(0));
    outgoing.once("close", () => {
      clearTimeout(deadline);
      resolve(0);
    });
    outgoing.end(body);
  });
}
