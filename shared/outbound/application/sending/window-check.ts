import type { Account } from "../../../accounts/domain/account.ts";
import { type Acted, hasWindows, isShut, windowState } from "../../../accounts/domain/windows.ts";
import type { Clock, Log } from "../../../kernel/application/ports/runtime.ts";
import type { SettingsReader } from "../../../kernel/application/ports/settings.ts";
import { isPush } from "../../../messages/domain/templates/contents.ts";
import type { OutboundCommand } from "../../domain/command.ts";
import type { SendSettings } from "../../domain/settings.ts";

/** What is known of what people did, in the order of the keys; undefined where nothing is known. One call. */
export type ReadActed = (
  keys: readonly { readonly appId: string; readonly wxid: string }[],
) => Promise<readonly (Acted | undefined)[]>;

/**
 * Whether WeChat would refuse a command for certain, since the person's window is closed. Never throws: where nothing is
 * known, WeChat decides. `turn`: the commands of the account that are sent one after the other, which are read at once.
 */
export type WindowCheck = (
  command: OutboundCommand,
  account: Account,
  turn?: readonly OutboundCommand[],
) => Promise<boolean>;

export function createWindowCheck(deps: {
  readonly readActed: ReadActed;
  readonly settings: SettingsReader<SendSettings>;
  readonly clock: Clock;
  readonly log: Log;
}): WindowCheck {
  const { clock } = deps;
  const ofTurns = new WeakMap<readonly OutboundCommand[], Promise<ReadonlySet<string>>>();

  /** An answer in the window that its message opened needs no read; what goes out by a template needs no window. */
  const isFree = ({ content, windowUntil }: OutboundCommand) =>
    isPush(content) || (windowUntil !== undefined && clock.now() < windowUntil);

  /** The people of a turn whose windows are closed. */
  async function shut(account: Account, turn: readonly OutboundCommand[]): Promise<ReadonlySet<string>> {
    const people = [...new Set(turn.flatMap((command) => (isFree(command) ? [] : [command.to])))];
    const acted = await deps.readActed(people.map((wxid) => ({ appId: account.appId, wxid })));
    const now = clock.now();
    const closed = people.filter((_wxid, index) => isShut(windowState(account, acted[index], now), now));
    if (closed.length === 0) return new Set();
    const { closedWindows } = await deps.settings.get();
    return new Set(closedWindows === "fail" ? closed : []);
  }

  return async (command, account, turn = [command]) => {
    if (!hasWindows(account.channel) || isFree(command)) return false;
    try {
      const known = ofTurns.get(turn) ?? shut(account, turn);
      ofTurns.set(turn, known);
      return (await known).has(command.to);
    } catch (error) {
      deps.log.error("a person's window is not known; WeChat decides", error, { commandId: command.id });
      return false;
    }
  };
}
