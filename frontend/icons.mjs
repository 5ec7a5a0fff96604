// Draws one SVG sprite from the icons listed in icons.txt: each becomes a <symbol> that a page
// refers to by name. A name that Tabler does not know stops the build.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const frontend = dirname(fileURLToPath(import.meta.url));
const outlines = join(dirname(frontend), "node_modules/@tabler/icons/icons/outline");

function names() {
  const lines = readFileSync(join(frontend, "icons.txt"), "utf8").split("\n");
  const wanted = lines.map((line) => line.replace(/#.*/, "").trim()).filter(Boolean);
  return [...new Set(wanted)].sort();
}

function symbol(name) {
  const file = join(outlines, `${name}.svg`);
  if (!existsSync(file)) throw new Error(`icons.txt: there is no icon called "${name}".`);
  const drawing = readFileSync(file, "utf8")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^[\s\S]*?<svg[^>]*>|<\/svg>[\s\S]*$/g, "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/g, "")
    .replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${drawing}</symbol>`;
}

export function iconSprite() {
  const style = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"';
  const symbols = names().map(symbol).join("\n");
  return `<svg xmlns="http://www.w3.org/2000/svg"><defs ${style}>\n${symbols}\n</defs></svg>\n`;
}
