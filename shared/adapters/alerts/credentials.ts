import * as z from "zod";

/** Robots live at https addresses; those of the simulator at the machine's own. */
function isRobotUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.username || url.password) return false;
  return (
    url.protocol === "https:" || (url.protocol === "http:" && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname))
  );
}

const common = {
  url: z.string().refine(isRobotUrl, "must be the robot's https address, without a user name"),
  /** Tells robots apart in metrics, logs and answers; the type unless given. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, "lower case letters, digits and dashes, at most 32")
    .optional(),
};
/** Left out where the robot's security setting is another one than a signature. */
const secret = z.string().min(1, "leave it out if the robot has none").optional();

const robotSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("wecom"), ...common }),
  z.strictObject({ type: z.literal("dingtalk"), ...common, secret }),
  z.strictObject({ type: z.literal("feishu"), ...common, secret }),
]);

/** The secret of the alert channels: `{channels: [{type, url, secret?, name?}]}`. */
export const alertCredentialsSchema = z
  .strictObject({ channels: z.array(robotSchema).max(20) })
  .refine(({ channels }) => new Set(channels.map(nameOfRobot)).size === channels.length, {
    message: "two channels have the same name: give each robot of a type a name of its own",
    path: ["channels"],
  })
  .refine(({ channels }) => !channels.some((robot) => RESERVED.has(nameOfRobot(robot))), {
    message: "'sns' and 'robots' are taken",
    path: ["channels"],
  });

/** Names of the topic's channel, and of what stands for robots whose secret cannot be used. */
export const TOPIC_CHANNEL = "sns";
export const BROKEN_CHANNEL = "robots";
const RESERVED: ReadonlySet<string> = new Set([TOPIC_CHANNEL, BROKEN_CHANNEL]);

export type AlertCredentials = z.infer<typeof alertCredentialsSchema>;

/** What an alert secret into which no value has been put says. */
export const NO_ROBOTS: AlertCredentials = { channels: [] };

export type RobotCredentials = AlertCredentials["channels"][number];

export function nameOfRobot({ name, type }: { readonly name?: string | undefined; readonly type: string }): string {
  return name ?? type;
}
