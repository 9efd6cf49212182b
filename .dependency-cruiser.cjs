/** The dependency rules of the house (docs/architecture.md), checked by `npm run lint`. */
const rule = (name, from, to) => ({ name, severity: "error", from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    rule("no-circular", {}, { circular: true }),
    rule("not-to-unresolvable", {}, { couldNotResolve: true, pathNot: "^aws-lambda$" }),
    rule(
      "domain-is-pure",
      { path: "^shared/[^/]+/domain/" },
      { pathNot: ["^shared/[^/]+/domain/", "node_modules/(zod|re2js|saxes|ulid|uqr)/", "^node:crypto$", "^crypto$"] },
    ),
    rule(
      "application-knows-domain-and-ports-only",
      { path: "^shared/[^/]+/application/" },
      { pathNot: ["^shared/[^/]+/(domain|application)/", "^shared/names\\.ts$", "node_modules/zod/"] },
    ),
    rule(
      "vendor-stands-alone",
      { path: "^shared/adapters/([^/]+)/" },
      { path: "^(shared/(adapters|lambda)/|functions/)", pathNot: "^shared/adapters/$1/" },
    ),
    rule(
      "adapter-not-to-use-case",
      { path: "^shared/(adapters/|[^/]+/adapters/)" },
      { path: "^shared/[^/]+/application/", pathNot: "^shared/[^/]+/application/ports/" },
    ),
    rule("function-stands-alone", { path: "^functions/([^/]+)/" }, { path: "^functions/", pathNot: "^functions/$1/" }),
    rule(
      "handler-not-to-adapters",
      { path: "^functions/[^/]+/handler\\.ts$" },
      { path: "^shared/(adapters|[^/]+/adapters)/" },
    ),
    rule(
      "only-lambda-knows-middy-and-powertools",
      { path: "^(shared|functions)/", pathNot: "^(shared/lambda/|functions/[^/]+/index\\.ts$)" },
      { path: "node_modules/(@middy|@aws-lambda-powertools)/" },
    ),
    rule(
      "only-adapters-know-the-sdk",
      {
        path: "^(shared|functions)/",
        pathNot: "^(shared/(platform|adapters|[^/]+/adapters)/|functions/[^/]+/index\\.ts$)",
      },
      { path: "node_modules/(@aws-sdk|@smithy)/" },
    ),
    rule(
      "infra-knows-names-only",
      { path: "^infra/" },
      { path: "^(functions|shared|local|test|console)/", pathNot: "^shared/names\\.ts$" },
    ),
    rule(
      "runtime-is-lean",
      { path: "^(functions|shared)/" },
      { path: "^(infra|local|test|console|bench|scripts)/|node_modules/(aws-cdk-lib|constructs|cdk-nag)/" },
    ),
    rule("console-talks-http", { path: "^console/" }, { path: "^(functions|shared|infra|local)/" }),
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".js", ".cjs", ".mjs", ".json"],
    },
  },
};
