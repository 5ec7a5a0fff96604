// Compiles the parts of Tabler named in tabler.scss and gives its custom properties the prefix
// under which Tabler ships them (`--tblr-`), so that our theme speaks the documented names.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const frontend = dirname(fileURLToPath(import.meta.url));

export function tablerStyles() {
  const { css } = sass.compile(join(frontend, "tabler.scss"), {
    loadPaths: [join(dirname(frontend), "node_modules")],
    style: "compressed",
    quietDeps: true,
    charset: false,
    logger: sass.Logger.silent,
  });
  return css.replace(/(?<![\w-])--(?=[a-zA-Z])/g, "--tblr-");
}
