import type { Component } from "../../domain/component.ts";

/** What `api_component_token` takes. `ticket`: the newest verify ticket; undefined until WeChat pushed the first. */
export type ComponentCredential = {
  readonly appSecret: string;
  readonly ticket: { readonly value: string; readonly createdAt: number } | undefined;
};

/** The secrets of third-party platforms, opened. */
export type ComponentCredentials = {
  /** Strongly consistent. Undefined: there is no such platform. Throws `unavailable`. */
  credentialOf(componentAppId: string): Promise<ComponentCredential | undefined>;
};

/** Where verify tickets go. */
export type VerifyTickets = {
  /**
   * Keeps a ticket that WeChat made at `createdAt` (epoch ms). False where the stored one is as new, and where there is
   * no such platform. Throws `unavailable`.
   */
  keepTicket(componentAppId: string, ticket: string, createdAt: number, receivedAt: number): Promise<boolean>;
};

/** Third-party platforms, in the table `config`. All throw `unavailable`. */
export type Components = ComponentCredentials &
  VerifyTickets & {
    /** Strongly consistent. */
    get(componentAppId: string): Promise<Component | undefined>;
    list(): Promise<readonly Component[]>;
    /**
     * Writes the platform as the revision that follows `after` (0: never stored), and its AppSecret; its ticket stays.
     * Undefined where another revision is stored by now.
     */
    put(
      component: Omit<Component, "revision" | "ticket">,
      appSecret: string,
      after: number,
    ): Promise<Component | undefined>;
  };
