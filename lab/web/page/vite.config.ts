import { defineConfig } from "vite";
import { onePage } from "./one_page";

export default defineConfig({
  // The server answers below a token that is not known here.
  base: "./",
  plugins: [onePage()],
  build: {
    target: "es2022",
    cssCodeSplit: false,
    modulePreload: false,
    assetsInlineLimit: 1e6,
    rollupOptions: { input: "page.html" },
  },
});
