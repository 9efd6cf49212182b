import type { Endpoint } from "../../../shared/adapters/wechat-api/contract/endpoint.ts";
import { type Answer, type Behaviour, type Behaviours, type Body, failed, ok, type Vendor } from "./endpoint.ts";
import { groupMemberBehaviours } from "./endpoints/group-members.ts";
import { groupBehaviours } from "./endpoints/groups.ts";
import { labelBehaviours } from "./endpoints/labels.ts";
import { loginBehaviours } from "./endpoints/login.ts";
import { messageBehaviours } from "./endpoints/messages.ts";
import { peopleBehaviours } from "./endpoints/people.ts";
import { pollBehaviours } from "./endpoints/poll.ts";
import { exampleOf } from "./example.ts";
import { blankAccount } from "./state/accounts.ts";

const behaviours: Behaviours = {
  ...loginBehaviours,
  ...messageBehaviours,
  ...peopleBehaviours,
  ...groupBehaviours,
  ...groupMemberBehaviours,
  ...labelBehaviours,
  ...pollBehaviours,
};

/** What a call came to; `executed`: whether it had its effect. */
export type Outcome = { answer: Answer; executed: boolean };

/** Carries out a call whose body meets the contract, if the account's state allows it. */
export function execute(vendor: Vendor, endpoint: Endpoint, body: Body): Outcome | Promise<Outcome> {
  const behaviour = behaviourOf(endpoint);
  const needs = behaviour.account ?? "online";
  const account = vendor.accounts.get(String(body.appId));
  if ((!account || account.removed) && needs !== "none") return { answer: failed("设备不存在"), executed: false };
  if (account && needs === "online") {
    if (!account.online) return { answer: failed("已离线", -1), executed: false };
    if (account.banned) return { answer: failed("账号已被限制使用该功能"), executed: false };
  }
  const answer = behaviour.answer(vendor, body, account ?? blankAccount(""));
  const outcome = (given: Answer) => ({ answer: given, executed: given.ret === 200 });
  return answer instanceof Promise ? answer.then(outcome) : outcome(answer);
}

/** What the simulator does; for an endpoint without a behaviour of its own, an answer of the contract's form. */
function behaviourOf({ path, response }: Endpoint): Behaviour {
  return behaviours[path] ?? { answer: () => ok(response && exampleOf(response)) };
}
