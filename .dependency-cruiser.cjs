/** The dependency rules of the house (docs/architecture.md), checked by `npm run lint`. */
const MAY_IMPORT = require("./.rooms.json");

const rule = (name, from, to) => ({ name, severity: "error", from, to });

/** Paths of several alternatives; dependency-cruiser refuses patterns that could be slow. */
const anyOf = (names) => `(${names.join("|")})`;

const rooms = Object.keys(MAY_IMPORT);
const ROOM = `^shared/${anyOf(rooms)}/`;
/** What every room may import beside itself. */
const FOUNDATION = ["kernel", "platform"];

/** Files that choose the adapters; nothing else knows one. */
const COMPOSITION_ROOTS = [
  "^functions/[^/]+/index\\.ts$",
  "^functions/api/ports\\.ts$",
  "^functions/api/[^/]+/[a-z-]*ports\\.ts$",
  "^functions/sender/[a-z]+-gateway\\.ts$",
  "^functions/official-callback/passive\\.ts$",
];
/** What several functions compose alike. It chooses adapters too, and only composition roots know it. */
const COMPOSITIONS = "^shared/composition/";
/**
 * Folders of the API, each with the rooms whose folders it may import; the pass-through belongs to operators, third-party
 * platforms to Official Accounts.
 */
const API_FOLDERS = { ...MAY_IMPORT, gateway: MAY_IMPORT.operators, components: [...MAY_IMPORT.official, "official"] };
const ADAPTERS = "^shared/(adapters|[^/]+/adapters)/";
const PURE_LIBRARIES = ["node_modules/(zod|re2js|saxes|ulid|uqr|opencc-js)/", "^node:crypto$", "^crypto$"];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    rule("no-circular", {}, { circular: true }),
    rule("not-to-unresolvable", {}, { couldNotResolve: true, pathNot: "^aws-lambda$" }),

    // Rooms: who may import whom.
    ...rooms.map((room) =>
      rule(
        `${room}-knows-its-rooms-only`,
        { path: `^shared/${room}/` },
        {
          path: "^shared/",
          pathNot: [`^shared/${anyOf([room, ...FOUNDATION, ...MAY_IMPORT[room]])}/`, "^shared/names\\.ts$"],
        },
      ),
    ),
    rule("kernel-knows-no-room", { path: "^shared/kernel/" }, { path: "^shared/", pathNot: "^shared/kernel/" }),
    rule(
      "platform-knows-the-kernel-only",
      { path: "^shared/platform/" },
      { path: "^shared/", pathNot: ["^shared/(platform|kernel)/", "^shared/names\\.ts$"] },
    ),
    rule(
      "every-folder-is-a-room",
      {
        path: "^shared/",
        pathNot: [ROOM, "^shared/(kernel|platform|adapters|lambda|composition)/", "^shared/names\\.ts$"],
      },
      {},
    ),
    rule("room-knows-no-function", { path: "^shared/" }, { path: "^functions/" }),

    // Layers, at every depth.
    rule(
      "domain-is-pure",
      { path: "^shared/[^/]+/domain/" },
      { pathNot: ["^shared/[^/]+/domain/", ...PURE_LIBRARIES] },
    ),
    rule(
      "ports-know-domains-and-ports-only",
      { path: "^shared/[^/]+/application/ports/" },
      { pathNot: ["^shared/[^/]+/(domain|application/ports)/", "^shared/names\\.ts$"] },
    ),
    rule(
      "application-knows-domain-and-ports-only",
      { path: "^shared/[^/]+/application/" },
      { pathNot: ["^shared/[^/]+/(domain|application)/", "^shared/names\\.ts$", "node_modules/zod/"] },
    ),
    rule(
      "adapter-not-to-use-case",
      { path: ADAPTERS },
      { path: "^shared/[^/]+/application/", pathNot: "^shared/[^/]+/application/ports/" },
    ),
    rule(
      "vendor-stands-alone",
      { path: "^shared/adapters/([^/]+)/" },
      {
        path: "^(shared|functions)/",
        pathNot: [
          "^shared/adapters/$1/",
          "^shared/[^/]+/(domain|application/ports)/",
          "^shared/platform/",
          "^shared/names\\.ts$",
        ],
      },
    ),
    rule("only-roots-know-adapters", { path: "^functions/", pathNot: COMPOSITION_ROOTS }, { path: ADAPTERS }),
    rule(
      "only-roots-know-compositions",
      { path: "^(functions|shared)/", pathNot: [...COMPOSITION_ROOTS, COMPOSITIONS] },
      { path: COMPOSITIONS },
    ),
    rule(
      "composition-handles-nothing",
      { path: COMPOSITIONS },
      { path: "^shared/lambda/", pathNot: "^shared/lambda/(aws-defaults|env|observability|secrets|system)\\.ts$" },
    ),

    // Functions.
    rule("function-stands-alone", { path: "^functions/([^/]+)/" }, { path: "^functions/", pathNot: "^functions/$1/" }),
    rule(
      "api-http-knows-no-capability",
      { path: "^functions/api/http/" },
      { path: "^(functions|shared)/", pathNot: "^(functions/api/http|shared/(kernel|lambda))/" },
    ),
    ...Object.entries(API_FOLDERS).map(([folder, known]) =>
      rule(
        `api-${folder}-knows-its-folders-only`,
        { path: `^functions/api/${folder}/` },
        { path: "^functions/", pathNot: `^functions/api/${anyOf([folder, "http", ...known])}/` },
      ),
    ),
    rule(
      "every-folder-of-the-api-is-a-room",
      { path: "^functions/api/[^/]+/", pathNot: `^functions/api/${anyOf(["http", ...Object.keys(API_FOLDERS)])}/` },
      {},
    ),
    rule(
      "only-lambda-knows-middy-and-powertools",
      { path: "^(shared|functions)/", pathNot: "^(shared/lambda/|functions/[^/]+/index\\.ts$)" },
      { path: "node_modules/(@middy|@aws-lambda-powertools)/" },
    ),
    rule(
      "only-adapters-know-the-sdk",
      { path: "^(shared|functions)/", pathNot: ["^shared/platform/", ADAPTERS, "^functions/[^/]+/index\\.ts$"] },
      { path: "node_modules/(@aws-sdk|@smithy)/" },
    ),

    // The rest of the house.
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
