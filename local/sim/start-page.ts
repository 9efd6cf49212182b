import { page } from "../pages/page.ts";

/** What a browser finds at the simulator. */
export const SIMULATOR_PAGE = page(
  "The simulated WeChat",
  "It stands for WechatApi, WeChat's open platform, WeChat Pay, group robots, webhooks and a language model. docs/simulator.md says how to drive it.",
  [
    {
      title: "What it knows and has received",
      links: [
        { href: "/sim/calls", text: "calls", about: "every call of a vendor's API, in order" },
        { href: "/sim/accounts", text: "accounts", about: "as the vendor knows them" },
        { href: "/sim/orders", text: "orders", about: "what people paid, and how often the merchant was told" },
        { href: "/sim/robots", text: "robots", about: "what the groups of the robots got" },
        { href: "/sim/webhooks", text: "webhooks", about: "what the receivers of webhooks got" },
        { href: "/sim/faults", text: "faults", about: "what goes wrong on purpose" },
      ],
    },
  ],
);
