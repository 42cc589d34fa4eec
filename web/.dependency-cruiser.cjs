// Who may import whom: main → features → ui; features → store → sync, outbox → connection → protocol; platform below all.
const layers = {
  features: ["features", "ui", "store"],
  ui: ["ui"],
  store: ["store", "sync", "outbox", "connection", "protocol", "platform"],
  sync: ["sync", "connection", "protocol", "platform"],
  outbox: ["outbox", "connection", "protocol", "platform"],
  connection: ["connection", "protocol", "platform"],
  protocol: ["protocol"],
  platform: ["platform"],
};

module.exports = {
  forbidden: [
    ...Object.entries(layers).map(([layer, allowed]) => ({
      name: `${layer}-imports-what-it-may`,
      severity: "error",
      from: { path: `^src/${layer}/`, pathNot: "\\.test\\.tsx?$" },
      to: { path: "^src/", pathNot: `^src/(${allowed.join("|")})/` },
    })),
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "signals-are-for-the-store-and-above",
      severity: "error",
      from: { path: "^src/(sync|outbox|connection|protocol|platform)/", pathNot: "\\.test\\.tsx?$" },
      to: { path: "node_modules/(preact|@preact)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
