// The web build as Maven calls it: node build.mjs (build OUTPUT_FOLDER | test)
// Each step leaves a stamp, a hash of what it read, and is skipped while that stays the same.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";

const root = import.meta.dirname;
const spec = join(root, "../../serving-contract/src/main/resources/openapi/admin.yaml");
const generated = new Set(["node_modules", "dist", ".stamp"]);

function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => folder !== root || !generated.has(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesUnder(path) : [path];
    })
    .sort();
}

function hashOf(files) {
  const hash = createHash("sha256").update(process.version);
  for (const file of files)
    hash.update(relative(root, file)).update("\0").update(readFileSync(file));
  return hash.digest("hex");
}

function step(name, inputs, output, work) {
  const stamp = join(root, ".stamp", name);
  const hash = hashOf(inputs);
  const isUnchanged = existsSync(stamp) && readFileSync(stamp, "utf8") === hash;
  if (isUnchanged && (output === null || existsSync(output))) return;
  rmSync(stamp, { force: true });
  work();
  mkdirSync(join(root, ".stamp"), { recursive: true });
  writeFileSync(stamp, hash);
}

// npm is a script on Windows and a fetched npm lies beside its node: a shell finds both.
function npm(...args) {
  execFileSync("npm", args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
}

const [command, outputFolder] = process.argv.slice(2);
const sources = [...filesUnder(root), ...(existsSync(spec) ? [spec] : [])];
step("install", [join(root, "package-lock.json")], join(root, "node_modules"), () =>
  npm("ci", "--no-audit", "--no-fund", "--loglevel=error"),
);
if (command === "test") {
  step("test", sources, null, () => {
    npm("run", "--silent", "lint");
    npm("test", "--silent");
  });
} else if (command === "build" && outputFolder) {
  step("build", sources, join(root, "dist/index.html"), () => npm("run", "--silent", "build"));
  rmSync(outputFolder, { recursive: true, force: true });
  cpSync(join(root, "dist"), outputFolder, { recursive: true });
} else {
  console.error("usage: node build.mjs (build OUTPUT_FOLDER | test)");
  process.exit(2);
}
