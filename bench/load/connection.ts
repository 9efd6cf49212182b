import { connect, type Socket } from "node:net";

/** What became of a request: its HTTP status, or a connection that ended before the answer, or no answer in time. */
export type Outcome = number | "reset" | "timeout";

/** A kept connection that posts one body after the other. */
export type Connection = {
  /** One at a time. Never rejects. */
  post(body: string): Promise<Outcome>;
  /** Resolves when the socket is open; rejects where it cannot be opened. */
  ready(): Promise<void>;
  close(): void;
};

/**
 * Posts JSON to one URL over a socket that is opened when it is needed. It costs about a tenth of the CPU of
 * `node:http`, so that a load of thousands of requests a second leaves the processor to what is measured.
 */
export function openConnection(url: string, patienceMs = 30_000): Connection {
  const { hostname, port, pathname, search, host } = new URL(url);
  const head = `POST ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: `;
  let socket: Socket | undefined;
  let settle: ((outcome: Outcome) => void) | undefined;
  let answer = "";

  function end(outcome: Outcome): void {
    const tell = settle;
    settle = undefined;
    answer = "";
    tell?.(outcome);
  }

  function open(): Socket {
    const opened = connect({ host: hostname, port: Number(port), noDelay: true });
    const drop = (outcome: Outcome) => {
      if (socket !== opened) return;
      socket = undefined;
      opened.destroy();
      end(outcome);
    };
    opened.setTimeout(patienceMs, () => drop("timeout"));
    opened.on("error", () => drop("reset"));
    opened.on("close", () => drop("reset"));
    opened.on("end", () => drop("reset"));
    opened.on("data", (chunk) => {
      answer += chunk.toString("latin1");
      const whole = wholeAnswer(answer);
      if (!whole) return;
      if (whole.isLast) {
        socket = undefined;
        opened.destroy();
      }
      end(whole.status);
    });
    return opened;
  }

  return {
    post(body) {
      return new Promise((resolve) => {
        settle = resolve;
        socket ??= open();
        socket.write(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
      });
    },
    ready() {
      const opened = socket ?? open();
      socket = opened;
      return new Promise((resolve, reject) => {
        if (!opened.connecting) return resolve();
        opened.once("connect", () => resolve());
        opened.once("error", reject);
      });
    },
    close() {
      const opened = socket;
      socket = undefined;
      opened?.destroy();
      end("reset");
    },
  };
}

/** The status of an answer that is complete, and whether its connection ends with it. */
function wholeAnswer(text: string): { readonly status: number; readonly isLast: boolean } | undefined {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0);
  if (text.length < headEnd + 4 + length) return undefined;
  return { status: Number(text.slice(9, 12)), isLast: /\r\nconnection: *close/i.test(text.slice(0, headEnd + 2)) };
}
