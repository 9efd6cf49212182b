import { type Faults, faultSchema } from "../faults/faults.ts";
import { parseInput, sendJson } from "../http.ts";
import { type ControlRoutes, jsonOf } from "./call.ts";

/** Adds, lists and clears faults. */
export function faultRoutes(faults: Faults): ControlRoutes {
  return {
    async "POST faults"(call) {
      sendJson(call.response, 201, faults.add(parseInput(faultSchema, await jsonOf(call))));
    },
    "GET faults": ({ response }) => sendJson(response, 200, { faults: faults.all() }),
    "DELETE faults"({ response }) {
      faults.clear();
      sendJson(response, 200, { faults: [] });
    },
  };
}
