import type { Clock, Log, NewId } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { digestOf } from "../domain/digest.ts";
import { alertText } from "../domain/text.ts";
import type { AlertChannel, AlertChannels } from "./ports/channels.ts";

export type TestAlertsDeps = {
  readonly channels: AlertChannels;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
};

/** What a channel made of the test; `error` says why it failed. */
export type TestedChannel = { readonly channel: string; readonly ok: boolean; readonly error?: string };

/** Sends a test alert to every channel at once, past the pending ones, and tells what each answered. */
export function createTestAlerts(deps: TestAlertsDeps): (sender: string) => Promise<readonly TestedChannel[]> {
  async function test(channel: AlertChannel, sender: string): Promise<TestedChannel> {
    const alert = { id: deps.newId(), type: "test" as const, at: deps.clock.now(), subject: sender };
    const options = { maxNames: 1, maxBytes: channel.maxBytes, names: new Map<string, string>() };
    try {
      await channel.send(alertText(digestOf([alert]), options));
      return { channel: channel.name, ok: true };
    } catch (error) {
      deps.log.error("a channel did not take the test alert", error, { channel: channel.name });
      const reason = error instanceof AppError ? error.message : "an unexpected error; the log has it";
      return { channel: channel.name, ok: false, error: reason };
    }
  }

  return async (sender) => Promise.all((await deps.channels()).map((channel) => test(channel, sender)));
}
