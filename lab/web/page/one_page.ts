import { createHash } from "node:crypto";
import type { Plugin } from "vite";

const policy = (script: string, style: string): string =>
  [
    "default-src 'none'",
    `script-src '${script}'`,
    `style-src '${style}'`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

const digest = (text: string): string =>
  `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;

/**
 * Puts script and style into the page, so that one file is all of it. Both are named by their digest
 * in the policy: whatever else a log may bring into a report is no script, not even inline.
 */
export function onePage(): Plugin {
  return {
    name: "one-page",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      let script = "";
      let style = "";
      for (const [name, part] of Object.entries(bundle)) {
        if (part.type === "chunk") script += part.code;
        else if (name.endsWith(".css")) style += String(part.source);
        else continue;
        delete bundle[name];
      }
      // "</script" would end the element; within a string or a pattern the escape means the same.
      script = script.replace(/<\/(script)/gi, "<\\/$1").replace(/<!--/g, "\\x3C!--");
      for (const part of Object.values(bundle)) {
        if (part.type !== "asset" || !part.fileName.endsWith(".html")) continue;
        part.source = String(part.source)
          .replace(/\s*<script type="module"[^>]*><\/script>/, "")
          .replace(/\s*<link rel="stylesheet"[^>]*>/, "")
          .replace(
            "<!--lab-policy-->",
            () =>
              `<meta http-equiv="Content-Security-Policy" content="${policy(digest(script), digest(style))}">`,
          )
          .replace("<!--lab-style-->", () => `<style>${style}</style>`)
          .replace("<!--lab-script-->", () => `<script type="module">${script}</script>`);
      }
    },
  };
}
