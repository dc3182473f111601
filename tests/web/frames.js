// How many pictures a second the timeline draws while it is panned and zoomed, in Chromium.
//
//     LAB_PAGE_URL=ADDRESS npm run frames
import { chromium } from "playwright-core";

const SECONDS = 3;
const address = process.env.LAB_PAGE_URL;
if (!address) throw new Error("LAB_PAGE_URL is not set: it names the address that `lab watch --web` printed");

const browser = await chromium.launch({
  executablePath: process.env.LAB_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
const begun = performance.now();
await page.goto(address);
await page.waitForSelector("#timeline[data-frames]");
console.log(
  `opened in ${Math.round(performance.now() - begun)} ms, ${await page.locator(".top .facts").textContent()}`,
);

/** Turns the wheel once a frame, and counts what is drawn meanwhile. */
const measure = (deltaX, deltaY) =>
  page.evaluate(
    async ([deltaX, deltaY, seconds]) => {
      const timeline = document.getElementById("timeline");
      const canvas = timeline.querySelector("canvas");
      const { left, top, width } = canvas.getBoundingClientRect();
      const frames = () => Number(timeline.dataset.frames);
      const [first, since] = [frames(), performance.now()];
      let longest = 0;
      for (let last = since, i = 0; performance.now() - since < seconds * 1000; ++i) {
        const way = Math.floor(i / 60) % 2 ? -1 : 1;
        canvas.dispatchEvent(
          new WheelEvent("wheel", {
            deltaX: way * deltaX,
            deltaY: way * deltaY,
            clientX: left + width / 3,
            clientY: top + 50,
            cancelable: true,
          }),
        );
        await new Promise(requestAnimationFrame);
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }
      return {
        frames: Math.round(((frames() - first) * 1000) / (performance.now() - since)),
        longest: Math.round(longest),
      };
    },
    [deltaX, deltaY, SECONDS],
  );

const tell = (what, { frames, longest }) =>
  console.log(`${what}: ${frames} frames/s, the longest ${longest} ms`);
tell("zooming, whole run", await measure(0, 30));
await page.evaluate(() => document.querySelector("#timeline button[title=Closer]").click());
await page.evaluate(() => document.querySelector("#timeline button[title=Closer]").click());
tell("panning, a quarter of it", await measure(25, 0));
for (let i = 0; i < 8; ++i) await page.keyboard.press("+");
tell("panning, a thousandth of it", await measure(25, 0));
await browser.close();
