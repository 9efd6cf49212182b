import { ACCOUNT_CONDITIONS, type Alert, type AlertType, alertTypes, isAccountTrouble } from "./alert.ts";

/** What a group says of one subject. */
export type DigestEntry = {
  readonly subject: string;
  readonly appId?: string;
  /** How many alerts there were of it. */
  readonly count: number;
  readonly reason?: string;
  readonly link?: string;
};

export type DigestGroup = { readonly type: AlertType; readonly entries: readonly DigestEntry[] };

/** Many alerts as one message: groups by type, the most pressing first. `from` and `to` in epoch ms. */
export type Digest = { readonly groups: readonly DigestGroup[]; readonly from: number; readonly to: number };

/**
 * Groups alerts by type, and within it by subject. Of an account's conditions only the latest stays, and of two at the
 * same moment the more pressing one. So the fall of an account that is back online is left out, and so are the attempts
 * to reconnect an account that a person has to log in.
 */
export function digestOf(alerts: readonly Alert[]): Digest {
  const told = withoutOutdated(alerts);
  const times = alerts.map(({ at }) => at);
  const groups = alertTypes.flatMap((type) => {
    const entries = entriesOf(told.filter((alert) => alert.type === type));
    return entries.length > 0 ? [{ type, entries }] : [];
  });
  return { groups, from: times.reduce((a, b) => Math.min(a, b)), to: times.reduce((a, b) => Math.max(a, b)) };
}

function withoutOutdated(alerts: readonly Alert[]): readonly Alert[] {
  const latest = new Map<string, Alert>();
  for (const alert of alerts) {
    if (!ACCOUNT_CONDITIONS.has(alert.type)) continue;
    const known = latest.get(alert.subject);
    if (!known || supersedes(alert, known)) latest.set(alert.subject, alert);
  }
  return alerts.filter((alert) => !ACCOUNT_CONDITIONS.has(alert.type) || latest.get(alert.subject) === alert);
}

/**
 * Being online and being in trouble are told apart by time. Of two troubles the more pressing one is told, of two
 * alike the later: ERROR comes with `ReconnectExhausted`, which says more.
 */
function supersedes(alert: Alert, known: Alert): boolean {
  const order = alertTypes.indexOf(alert.type) - alertTypes.indexOf(known.type);
  if (isAccountTrouble(alert.type) && isAccountTrouble(known.type) && order !== 0) return order < 0;
  return alert.at === known.at ? order < 0 : alert.at > known.at;
}

function entriesOf(alerts: readonly Alert[]): DigestEntry[] {
  const bySubject = new Map<string, Alert[]>();
  for (const alert of [...alerts].sort((a, b) => a.at - b.at)) {
    bySubject.set(alert.subject, [...(bySubject.get(alert.subject) ?? []), alert]);
  }
  return [...bySubject].map(([subject, list]) => {
    const { appId, reason, link } = list.at(-1) ?? {};
    return {
      subject,
      count: list.length,
      ...(appId === undefined ? {} : { appId }),
      ...(reason === undefined ? {} : { reason }),
      ...(link === undefined ? {} : { link }),
    };
  });
}
