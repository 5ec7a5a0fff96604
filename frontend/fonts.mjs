// Puts the fonts of the documents where the typesetter looks for them: static TrueType files of Inter, from their
// package. The heading serif comes with Typst itself. Run by the build; by hand: `node frontend/fonts.mjs`.
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = resolve(process.argv[2] ?? join(root, "node_modules"));
const target = join(root, "src", "ledgerstone", "documents", "fonts");

const fonts = [
  ["400Regular", "Inter_400Regular.ttf"],
  ["500Medium", "Inter_500Medium.ttf"],
  ["600SemiBold", "Inter_600SemiBold.ttf"],
];

mkdirSync(target, { recursive: true });
for (const [folder, name] of fonts) {
  const source = join(modules, "@expo-google-fonts", "inter", folder, name);
  if (!existsSync(source)) {
    console.error(`The font ${name} is not installed. Run npm ci, then build again.`);
    process.exit(1);
  }
  copyFileSync(source, join(target, name));
}
