import { VIEW_PREFIX } from "../http/viewed-request.ts";
import { page, type Section } from "./page.ts";

/** Where things stand. The URLs have no slash at the end. */
type Places = {
  readonly url: string;
  readonly simulatorUrl: string;
  readonly awsUrl: string;
  /** The demo shop's web site, where there is one. */
  readonly shopUrl: string | undefined;
};

/** The first page of the embedded cloud: links and shell lines. */
export function startPage({ url, simulatorUrl, awsUrl, shopUrl }: Places): string {
  return page("wechat-fleet", "The platform runs on this machine, with a demo fleet and a simulated WeChat.", [
    PLATFORM,
    ...(shopUrl === undefined ? [] : [shop(shopUrl)]),
    simulator(simulatorUrl),
    machine(awsUrl),
    {
      title: "Send yourself a message, and see the reply",
      shell: [
        `curl -sw '\\n' ${simulatorUrl}/sim/messages -d '{"appId":"wx_demo_alpha","from":"wxid_me","text":"你好"}'`,
        `curl -sw '\\n' '${simulatorUrl}/sim/calls?appId=wx_demo_alpha&path=/message/postText&wait=10'`,
      ],
    },
    {
      title: "Call the API",
      shell: [
        `curl -sw '\\n' -H "authorization: Bearer $(curl -s '${url}/local/token?role=admin')" ${url}/api/accounts`,
      ],
    },
  ]);
}

const view = (path: string) => `${VIEW_PREFIX}${path}`;

const PLATFORM: Section = {
  title: "The platform, as a viewer sees it",
  links: [
    { href: view("/api/accounts"), text: "accounts", about: "the fleet and its states" },
    { href: view("/api/rules"), text: "rules", about: "the published rules that answer messages" },
    { href: view("/api/conversations?muted=true"), text: "conversations", about: "those that wait for a person" },
    { href: view("/api/commands"), text: "commands", about: "sends whose end is unknown" },
    { href: view("/api/broadcasts"), text: "broadcasts", about: "messages for many recipients" },
    { href: view("/api/routing"), text: "routing", about: "messages for systems of your own" },
    { href: view("/api/settings"), text: "settings", about: "limits of the whole fleet" },
    { href: view("/api/alerts"), text: "alerts", about: "what operators are told" },
    { href: view("/api/openapi.json"), text: "OpenAPI", about: "every route of the operators' API" },
  ],
};

function shop(url: string): Section {
  const about = "a web site that signs people in, uses the JS-SDK, logs in a mini program and pays";
  return { title: "An account's own web site", links: [{ href: `${url}/`, text: "演示商店 (demo shop)", about }] };
}

function simulator(url: string): Section {
  return {
    title: "The simulated WeChat",
    links: [
      { href: `${url}/sim/calls`, text: "calls", about: "what the platform has sent and asked" },
      { href: `${url}/sim/accounts`, text: "accounts", about: "as the vendor knows them" },
      { href: `${url}/`, text: "more", about: "robots, webhooks, faults" },
    ],
  };
}

function machine(awsUrl: string): Section {
  return {
    title: "This machine",
    links: [
      { href: "/local/functions", text: "functions", about: "their processes" },
      { href: "/local/usage", text: "usage", about: "invocations and other billed units" },
      { href: "/local/refusals", text: "refusals", about: "calls that policies do not allow" },
      { href: "/local/metrics", text: "metrics", about: "sums of what CloudWatch would have" },
      { href: "/local/sns", text: "topics", about: "what was published" },
      { href: "/local/token?role=admin", text: "a token", about: "an admin's, for calls of the API" },
      { href: `${awsUrl}/`, text: "AWS endpoint", about: "for SDKs and the aws command" },
    ],
  };
}
