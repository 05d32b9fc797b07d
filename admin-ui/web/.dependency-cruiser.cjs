/** The one-way street of the console: api, ui, lib <- features/<feature> <- app. */
module.exports = {
  forbidden: [
    {
      name: "no-feature-imports-a-feature",
      severity: "error",
      from: { path: "^src/features/([^/]+)/" },
      to: { path: "^src/features/", pathNot: "^src/features/$1/" },
    },
    {
      name: "foundation-imports-no-feature",
      severity: "error",
      from: { path: "^src/(api|ui|lib)/" },
      to: { path: "^src/(features|app)/" },
    },
    {
      name: "lib-imports-nothing-above",
      severity: "error",
      from: { path: "^src/lib/" },
      to: { path: "^src/(api|ui)/" },
    },
    {
      name: "features-do-not-import-app",
      severity: "error",
      from: { path: "^src/features/" },
      to: { path: "^src/app/" },
    },
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
  },
};
