import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";

/**
 * The process of the pure-JavaScript DynamoDB engine: `dynalite-main.ts <port> <folder>`. A killed predecessor may hold
 * the folder's lock for a moment longer, so opening is tried for a while.
 */
const [port, path] = z.tuple([z.coerce.number(), z.string()]).parse(process.argv.slice(2));

type Dynalite = (options: { path: string; createTableMs: number; updateTableMs: number; deleteTableMs: number }) => {
  listen(port: number, host: string): { close(): void; keepAliveTimeout: number };
};
const require = createRequire(import.meta.url);
const dynalite: Dynalite = require("dynalite");

process.on("uncaughtException", (error) => {
  console.error(error);
  process.exit(1);
});

await openDatabase();
const server = dynalite({ path, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 }).listen(port, "127.0.0.1");
// Longer than clients keep an idle socket: otherwise a client could write to a connection that was just closed.
server.keepAliveTimeout = 120_000;
process.once("SIGTERM", () => {
  server.close();
  process.exit(0);
});

async function openDatabase(): Promise<void> {
  // dynalite's own dependency, wherever npm has put it.
  const { Level } = createRequire(require.resolve("dynalite"))("level");
  for (let attempt = 1; ; attempt++) {
    const db = new Level(path);
    try {
      await db.open();
      return await db.close();
    } catch (error) {
      if (attempt === 100) throw error;
      await sleep(50);
    }
  }
}
