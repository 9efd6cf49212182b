import * as z from "zod";
import { createLocalClock } from "../clock.ts";
import { startSimulator } from "./simulator.ts";

/**
 * The simulator as a process of its own. A parent that forked it hears `{type: "ready", port}`, may send
 * `{type: "clock", offset}` (milliseconds ahead of the machine's clock), and takes it along when it ends.
 */
const env = z
  .object({
    SIM_PORT: z.coerce.number().int().min(0).max(65_535).default(8788),
    DATA_DIR: z.string().min(1).default(".data/sim"),
    CALLBACK_URL: z.url().optional(),
    OFFICIAL_URL: z.url().optional(),
    COMPONENT_URL: z.url().optional(),
    PAY_URL: z.url().optional(),
    SIM_TOKEN: z.string().min(1).default("local-token"),
  })
  .parse(process.env);
const clockMessage = z.object({ type: z.literal("clock"), offset: z.number() });

const clock = createLocalClock();
const simulator = await startSimulator({
  port: env.SIM_PORT,
  dataDir: env.DATA_DIR,
  token: env.SIM_TOKEN,
  clock,
  ...(env.OFFICIAL_URL === undefined ? {} : { officialUrl: env.OFFICIAL_URL }),
  ...(env.COMPONENT_URL === undefined ? {} : { componentUrl: env.COMPONENT_URL }),
  ...(env.PAY_URL === undefined ? {} : { payUrl: env.PAY_URL }),
  ...(env.CALLBACK_URL === undefined ? {} : { callbackUrl: env.CALLBACK_URL }),
});

process.on("message", (message) => {
  const moved = clockMessage.safeParse(message);
  if (moved.success && moved.data.offset > clock.offset()) clock.advance((moved.data.offset - clock.offset()) / 1000);
});

let leaving = false;
const leave = async () => {
  if (leaving) return;
  leaving = true;
  await simulator.close();
  process.exit(0);
};
process.once("disconnect", leave);
process.once("SIGTERM", leave);
// Ctrl-C reaches a whole process group: a parent that forked the simulator decides itself when it may go.
process.on("SIGINT", () => {
  if (!process.send) void leave();
});

if (process.send) process.send({ type: "ready", port: simulator.port });
else console.log(`the simulator of WechatApi listens on ${simulator.url}`);
