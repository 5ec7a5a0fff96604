// Builds everything the browser is sent: one style sheet, the page script, the sheet entries,
// the icon sprite and the font. Run by `npm run build`; `--watch` keeps building as files change; `--page` leaves the
// sheets out.
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { iconSprite } from "./icons.mjs";
import { tablerStyles } from "./tabler.mjs";

const frontend = dirname(fileURLToPath(import.meta.url));
const root = dirname(frontend);
const served = join(root, "src/ledgerstone/web/static/ledgerstone");
// Built aside and put in place whole, so that a build that fails leaves the last one standing.
const target = join(root, `build/static-${process.pid}`);

// What is needed before a sheet or a chart: kept under this many compressed bytes.
const FIRST_PAGE_BUDGET = 200_000;

const entries = {
  app: join(frontend, "app/app.ts"),
  charts: join(frontend, "app/charts.ts"),
  "claim-sheet": join(frontend, "sheet/claim-sheet.ts"),
  "schedule-sheet": join(frontend, "sheet/schedule-sheet.ts"),
  "schedule-editor": join(frontend, "sheet/schedule-editor.ts"),
};

const shared = {
  bundle: true,
  minify: true,
  legalComments: "none",
  target: ["es2022", "chrome123", "firefox120", "safari17.5"],
  logLevel: "warning",
};

async function buildStyles() {
  mkdirSync(join(root, "build"), { recursive: true });
  writeFileSync(join(root, "build/tabler.css"), tablerStyles());
  await esbuild.build({
    ...shared,
    entryPoints: { app: join(frontend, "css/app.css") },
    external: ["*.woff2"],
    outdir: target,
  });
}

async function buildScripts() {
  const wanted = process.argv.includes("--page") ? [["app", entries.app]] : Object.entries(entries);
  const present = wanted.filter(([, file]) => existsSync(file));
  await esbuild.build({
    ...shared,
    entryPoints: Object.fromEntries(present),
    splitting: true,
    format: "esm",
    chunkNames: "chunk-[hash]",
    outdir: target,
  });
}

function copyFont() {
  const font = "@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2";
  copyFileSync(join(root, "node_modules", font), join(target, "inter.woff2"));
}

function buildIcons() {
  writeFileSync(join(target, "icons.svg"), iconSprite());
  copyFileSync(join(frontend, "mark.svg"), join(target, "mark.svg"));
}

function installDocumentFonts() {
  const script = join(frontend, "fonts.mjs");
  if (!existsSync(script)) return;
  const outcome = spawnSync(process.execPath, [script], { stdio: "inherit", cwd: root });
  if (outcome.status !== 0) throw new Error("The fonts of the documents could not be installed.");
}

function reportWeight() {
  const weigh = (file) => gzipSync(readFileSync(join(target, file)), { level: 9 }).length;
  const first = weigh("app.css") + weigh("app.js");
  console.log(`First page: ${(first / 1000).toFixed(1)} kB of style and script, compressed.`);
  if (first > FIRST_PAGE_BUDGET) throw new Error(`The first page is over ${FIRST_PAGE_BUDGET} bytes.`);
}

async function buildAll() {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  await Promise.all([buildStyles(), buildScripts()]);
  copyFont();
  buildIcons();
  installDocumentFonts();
  reportWeight();
  rmSync(served, { recursive: true, force: true });
  cpSync(target, served, { recursive: true });
  rmSync(target, { recursive: true, force: true });
}

async function rebuild() {
  try {
    await buildAll();
  } catch (problem) {
    console.error(String(problem));
  }
}

await buildAll();
if (process.argv.includes("--watch")) {
  let pending;
  watch(frontend, { recursive: true }, () => {
    clearTimeout(pending);
    pending = setTimeout(rebuild, 150);
  });
}
