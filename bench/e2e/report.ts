import { spanOf } from "./memory.ts";
import { faultsOf, type Run } from "./run.ts";
import { total } from "./usage.ts";

/** The runs of a checkout. */
export type Runs = { readonly name: string; readonly runs: readonly Run[] };

const FIGURES: Readonly<Record<string, (run: Run) => number | undefined>> = {
  "messages a second": ({ measured }) => measured.messagesPerSecond,
  "callbacks accepted a second": ({ measured }) => measured.acceptedPerSecond,
  "callback to reply, p50 (ms)": ({ paced, measured }) => (paced ?? measured).replyMs.p50,
  "callback to reply, p99 (ms)": ({ paced, measured }) => (paced ?? measured).replyMs.p99,
  "callback's answer, p99 (ms)": ({ measured }) => measured.callbackMs.p99,
  "callbacks refused and tried again": ({ measured }) => total(measured.refusals),
  "read units": ({ measured }) => measured.readUnits,
  "write units": ({ measured }) => measured.writeUnits,
  "SDK calls of the sender, an answer": ({ measured }) => measured.senderCallsPerAnswer,
  faults: faultsOf,
};

/**
 * The middle of each figure over the runs: one row a figure, one column a checkout, and the ratio where there are two.
 */
export function printRuns(now: Runs, before: Runs | undefined): void {
  const names = [...new Set([now, ...(before ? [before] : [])].flatMap(({ runs }) => runs.flatMap(namesOf)))];
  console.table(
    Object.fromEntries(
      names.map((name) => {
        const [here, there] = [middle(now.runs, name), before && middle(before.runs, name)];
        const ratio = here !== undefined && there ? round(here / there) : undefined;
        return [name, { [now.name]: here, ...(before ? { [before.name]: there, ratio } : {}) }];
      }),
    ),
  );
  for (const { name, runs } of before ? [before, now] : [now]) {
    console.log(`${name}: resident MB in the first and in the last third of the last run, and the most`);
    console.table(spanOf(runs.at(-1)?.memory ?? []));
  }
}

/** The ratio of the middles of CPU a message, by process, and of the messages a second. */
export function ratiosOf(now: Runs, before: Runs): Record<string, number> {
  const names = [...new Set(now.runs.flatMap(namesOf))];
  return Object.fromEntries(
    names.flatMap((name) => {
      const [here, there] = [middle(now.runs, name), middle(before.runs, name)];
      return here !== undefined && there ? [[name, round(here / there)]] : [];
    }),
  );
}

const CPU = "CPU ms a message: ";
const CALLS = "SDK calls a message: ";

function namesOf({ measured }: Run): string[] {
  return [
    ...Object.keys(FIGURES),
    ...Object.keys(measured.cpuMs).map((process) => `${CPU}${process}`),
    ...Object.entries(measured.calls ?? {}).flatMap(([name, { all = 0 }]) => (all > 0 ? [`${CALLS}${name}`] : [])),
  ];
}

function figureOf(run: Run, name: string): number | undefined {
  if (name.startsWith(CPU)) return run.measured.cpuMs[name.slice(CPU.length)];
  if (name.startsWith(CALLS)) return run.measured.calls?.[name.slice(CALLS.length)]?.all;
  return FIGURES[name]?.(run);
}

function middle(runs: readonly Run[], name: string): number | undefined {
  const values = runs.map((run) => figureOf(run, name)).filter((value) => value !== undefined);
  const sorted = values.sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? undefined : round((low + high) / 2);
}

const round = (value: number) => Number(value.toPrecision(4));
