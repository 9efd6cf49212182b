import * as z from "zod";
import { appIdSchema, deviceSchema } from "../../accounts/domain/account.ts";
import { reasonSchema } from "../../accounts/domain/reason.ts";

export const loginMethods = ["qr", "tap"] as const;

/**
 * `qr`: the phone scans a code; `tap`: the phone asks for a tap, where the account was logged in on this device before.
 */
export type LoginMethod = (typeof loginMethods)[number];

/** A code and a request for a tap are good for this long, ms. */
const LOGIN_PERIOD = 120_000;

/** The gateway wants to be asked every 5 s. */
export const POLL_SECONDS = 5;

/** Characters of a picture that are kept with the login. */
const PICTURE_LIMIT = 100_000;

const WEB = /^https?:\/\/\S{1,2000}$/;

/** What the gateway gives to log in with. */
export type LoginCode = {
  readonly appId: string;
  readonly uuid: string;
  readonly method: LoginMethod;
  /** What the QR code says. */
  readonly qrData?: string;
  /** The QR code as a data URL: kept only where it is not known what the code says, and small. */
  readonly qrPicture?: string;
};

/** One login of an account: from the code to its end. Times in epoch ms. */
export const loginSchema = z.object({
  appId: appIdSchema,
  name: z.string(),
  /** The epoch of the LOGGING_IN that this login makes: it is the login's identity. */
  epoch: z.int(),
  /** The secret part of the link to the login's page, which needs no token: its holder sees the code. */
  key: z.string().min(20),
  method: z.enum(loginMethods),
  uuid: z.string(),
  device: deviceSchema,
  qrData: z.string().optional(),
  qrPicture: z.string().optional(),
  startedAt: z.number(),
  expiresAt: z.number(),
  /** How often the gateway was asked how far the login is: numbers the polls, so that each is made once. */
  polls: z.int().min(0),
  /** The phone has scanned the code, and the person is to confirm. */
  scanned: z.boolean(),
  /** The page of a new device's check, to be shown as a QR code. */
  verifyUrl: z.string().optional(),
  /** The number that the phone shows, for the next poll. */
  captcha: z.string().optional(),
  /** What the gateway said instead of an answer when it was asked last. */
  trouble: z.string().optional(),
  /** Set once it is over. */
  ended: z.union([z.literal("logged-in"), reasonSchema]).optional(),
});

export type Login = z.infer<typeof loginSchema>;

/** What changes of a login; null takes it away. */
export type LoginChange = {
  readonly scanned?: true;
  readonly verifyUrl?: string;
  readonly captcha?: string;
  readonly trouble?: string | null;
  readonly ended?: Login["ended"];
};

/** How far a login is, as the gateway says it. `words`: its own. */
export type LoginCheck =
  | { readonly status: "waiting" | "scanned"; readonly verifyUrl?: string }
  | { readonly status: "logged-in"; readonly wxid: string }
  | { readonly status: "cancelled" | "expired" | "device-gone" }
  | { readonly status: "captcha" | "refused"; readonly words: string }
  | { readonly status: "banned"; readonly words: string }
  /** The gateway's answer says nothing of the login; so it is also when it was asked too soon. */
  | { readonly status: "unanswered"; readonly words: string };

/** A login as it begins. */
export function newLogin(
  account: { readonly appId: string; readonly name: string; readonly epoch: number },
  device: Login["device"],
  { uuid, method, qrData, qrPicture }: LoginCode,
  key: string,
  now: number,
): Login {
  const { appId, name, epoch } = account;
  return {
    appId,
    name,
    epoch,
    key,
    method,
    uuid,
    device,
    ...(qrData ? { qrData } : isPicture(qrPicture) ? { qrPicture } : {}),
    startedAt: now,
    expiresAt: now + LOGIN_PERIOD,
    polls: 0,
    scanned: false,
  };
}

/** Only what can be shown safely: a picture in the data URL itself. */
function isPicture(value: string | undefined): value is string {
  if (value === undefined || value.length > PICTURE_LIMIT) return false;
  return /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}$/.test(value);
}

/** The gateway's link of a new device's check, if it is one. */
export function verifyUrlOf(value: string | null | undefined): string | undefined {
  return value !== null && value !== undefined && WEB.test(value) ? value : undefined;
}

/** Whether a person can still do something about it. */
export function isLive(login: Login, now: number): boolean {
  return login.ended === undefined && now < login.expiresAt;
}
