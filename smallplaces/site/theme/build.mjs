// Builds source/ into the folder named on the command line. Started by `python -m smallplaces.site.theme`.
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as esbuild from "esbuild";
import * as sass from "sass";

const out = process.argv[2];
const fonts = "node_modules/@fontsource-variable/atkinson-hyperlegible-next";
const faces = ["latin", "latin-ext"].map((set) => `atkinson-hyperlegible-next-${set}-wght-normal.woff2`);

await rm(out, { recursive: true, force: true });
await mkdir(join(out, "fonts"), { recursive: true });

const styles = sass.compile("source/theme.scss", {
  style: "compressed",
  loadPaths: ["node_modules/govuk-frontend/dist"],
  quietDeps: true,
});
await writeFile(join(out, "theme.css"), styles.css);

await esbuild.build({
  entryPoints: ["source/main.js"],
  outfile: join(out, "main.js"),
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2020",
  legalComments: "none",
  logLevel: "warning",
});

for (const face of faces) await cp(join(fonts, "files", face), join(out, "fonts", face));
await cp(join(fonts, "LICENSE"), join(out, "fonts", "LICENSE"));
await cp("node_modules/govuk-frontend/README.md", join(out, "govuk-frontend.README.md"));
