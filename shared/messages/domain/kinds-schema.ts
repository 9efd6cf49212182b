import * as z from "zod";
import { sentKinds } from "./kinds.ts";

const SENT_KINDS = sentKinds();

/** A list of kinds for a rule or a route: any that people send. */
export const kindsSchema = z.array(z.enum(SENT_KINDS)).min(1).max(SENT_KINDS.length);
