/** What the site owner chose; it arrives in the address of this page. */

import { safeAddress } from "./dom.js";
import { setLanguage, t } from "./texts.js";

const given = new URLSearchParams(location.search);

export const isFramed = window.parent !== window;
export const wantsGreeting = given.get("greeting") !== "off";

const PATIENCE = 1000; // ms until the page around counts as silent

/** Tell the page around the frame something; nothing of what was said is ever told. Only allowed sites can be around. */
export function tellHost(what, detail = {}) {
  if (isFramed) window.parent.postMessage({ rueckenwind: what, ...detail }, "*");
}

/** Ask the page around the frame something, and return its answer or null. */
export function askHost(what) {
  if (!isFramed) return Promise.resolve(null);
  return new Promise((done) => {
    const hear = (event) => {
      if (event.source !== window.parent || event.data?.rueckenwind !== `${what}-answer`) return;
      window.removeEventListener("message", hear);
      done(event.data);
    };
    window.addEventListener("message", hear);
    setTimeout(() => done(null), PATIENCE);
    tellHost(what);
  });
}

/** Bring title, colour, language and privacy notice onto the page. */
export function applyOptions() {
  const title = given.get("title")?.trim().slice(0, 60);
  if (title) {
    const heading = document.getElementById("title");
    heading.dataset.own = "";
    heading.textContent = title;
  }
  document.title = title || t("loader.title");
  const colour = given.get("colour");
  if (/^#[0-9a-f]{6}$/i.test(colour ?? "")) useColour(colour);
  const privacy = safeAddress(given.get("privacy"));
  for (const link of [document.getElementById("privacy"), document.getElementById("menu-privacy")]) {
    link.hidden = !privacy;
    if (privacy) link.href = privacy;
  }
  showLanguage(document.documentElement.lang);
}

/** Switch the widget's own texts. */
export function showLanguage(language) {
  setLanguage(language);
  const button = document.getElementById("menu-language");
  button.lang = language === "de" ? "en" : "de";
  document.getElementById("read").href = t("declined.read_link");
  tellHost("language", { language });
}

/** Use a colour with whichever of black and white reads better on it (always at least 4.5:1). */
function useColour(colour) {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = parts.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const style = document.documentElement.style;
  style.setProperty("--accent", colour);
  style.setProperty("--on-accent", 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? "#ffffff" : "#000000");
}
