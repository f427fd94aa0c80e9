/* Rückenwind chat: one launcher on the page; everything else is loaded when it is pressed. See docs/embed.md. */
(() => {
  "use strict";
  const TEXTS = /*texts*/{};
  const script = document.currentScript ?? document.querySelector('script[src*="/widget/loader.js"]');
  if (!script || document.querySelector("rueckenwind-chat")) return;

  const given = script.dataset;
  const server = new URL(given.server || script.src, location.href).origin;
  const position = given.position === "left" ? "left" : "right";
  const colour = /^#[0-9a-f]{6}$/i.test(given.colour ?? "") ? given.colour : "#0b5d66";
  const small = window.matchMedia("(max-width: 40rem), (max-height: 34rem)");
  const PATIENCE = 12000; // ms until the chat counts as unreachable
  const KEY = "rueckenwind";
  let language = startLanguage();
  let returnTo = null;
  let timer = 0;
  let frame = null;

  const STYLE = `
    :host { all: initial; color-scheme: light dark; }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    .launcher, dialog { font: 1rem/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
    .launcher { position: fixed; bottom: max(1rem, env(safe-area-inset-bottom)); ${position}: max(1rem, env(safe-area-inset-${position}));
      z-index: 2147483000; display: flex; align-items: center; gap: .6rem; max-width: calc(100vw - 2rem); min-height: 3.25rem; padding: .6rem 1.2rem;
      font-weight: 600; color: var(--on); background: var(--accent); border: 2px solid var(--on); border-radius: 1.7rem; cursor: pointer; box-shadow: 0 .25rem 1rem rgb(0 0 0 / .3); }
    .launcher svg { flex: none; width: 1.5rem; height: 1.5rem; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
    :focus-visible { outline: 3px solid #0b3d91; outline-offset: 3px; box-shadow: 0 0 0 3px #fff; }
    dialog { position: fixed; inset: auto; bottom: 1rem; ${position}: 1rem; z-index: 2147483001; width: 26rem; height: min(44rem, calc(100vh - 2rem));
      max-width: none; max-height: none; margin: 0; padding: 0; overflow: hidden; color: #15262b; background: #f4f7f6; border: 1px solid #7d8f92; border-radius: 1rem; box-shadow: 0 1rem 3rem rgb(0 0 0 / .35); }
    dialog.small { inset: 0; width: 100%; height: 100vh; height: 100dvh; border: 0; border-radius: 0; }
    dialog::backdrop { background: rgb(0 0 0 / .4); }
    iframe { display: block; width: 100%; height: 100%; border: 0; color-scheme: normal; }
    .beside { position: absolute; inset: 0; overflow: auto; padding: 1.25rem; display: flex; flex-direction: column; gap: 1rem; background: #f4f7f6; }
    .beside p { margin: 0; }
    .beside a { color: #0a5560; font-weight: 700; display: inline-block; padding: .3rem 0; }
    .beside button { font: inherit; min-height: 2.75rem; padding: .4rem 1rem; color: #15262b; background: #fff; border: 1px solid #4a5c61; border-radius: .75rem; cursor: pointer; }
    @media (prefers-color-scheme: dark) {
      dialog, .beside { color: #e9f0ef; background: #10191c; }
      .beside a { color: #8fdbe2; }
      .beside button { color: #e9f0ef; background: #1b272b; border-color: #83979a; }
    }`;

  const host = document.createElement("rueckenwind-chat");
  const root = host.attachShadow({ mode: "open" });
  const launcher = make("button", { type: "button", class: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false" });
  const label = make("span");
  const dialog = make("dialog");
  const beside = make("div", { class: "beside", role: "status" });
  launcher.append(bubble(), label);
  dialog.append(beside);
  root.append(launcher, dialog);
  setStyle();
  setTexts();

  launcher.addEventListener("click", () => open(launcher));
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  dialog.addEventListener("keydown", (event) => event.key === "Escape" && close());
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-rueckenwind-open]");
    if (opener) open(opener);
  });
  small.addEventListener("change", () => dialog.open && place());
  window.addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== server) return;
    hear(event.data ?? {});
  });
  if (document.body) document.body.append(host);
  else document.addEventListener("DOMContentLoaded", () => document.body.append(host));

  function hear(data) {
    if (data.rueckenwind === "close") close();
    if (data.rueckenwind === "ready") {
      clearTimeout(timer);
      beside.hidden = true;
      focusFrame();
    }
    if (data.rueckenwind === "recall") frame.contentWindow.postMessage({ rueckenwind: "recall-answer", ...recall() }, server);
    if (data.rueckenwind === "keep") keep(data.session);
    if (data.rueckenwind === "language") {
      language = data.language === "de" ? "de" : "en";
      setTexts();
    }
  }

  /* Where a browser refuses storage to the frame, this page keeps its session's id, after consent, for this tab. */
  function recall() {
    try {
      return { able: true, session: sessionStorage.getItem(KEY) };
    } catch {
      return { able: false };
    }
  }

  function keep(session) {
    try {
      if (/^[\w-]{8,64}$/.test(session ?? "")) sessionStorage.setItem(KEY, session);
      else sessionStorage.removeItem(KEY);
    } catch {
      // Nothing can be kept then; the chat says so.
    }
  }

  function open(from) {
    if (dialog.open) return;
    returnTo = from;
    launcher.hidden = true;
    launcher.setAttribute("aria-expanded", "true");
    if (!frame) load();
    place();
    if (beside.hidden) focusFrame();
  }

  /** On a phone the chat takes the whole screen and keeps the focus; beside a page it does neither. */
  function place() {
    if (dialog.open) dialog.close();
    dialog.classList.toggle("small", small.matches);
    if (small.matches) dialog.showModal();
    else dialog.show();
  }

  function close() {
    dialog.close();
    launcher.hidden = false;
    launcher.setAttribute("aria-expanded", "false");
    (returnTo?.isConnected ? returnTo : launcher).focus();
  }

  function load() {
    frame?.remove();
    frame = make("iframe", { title: title(), src: address(), referrerpolicy: "no-referrer" });
    dialog.prepend(frame);
    showBeside(text("loading"), false);
    clearTimeout(timer);
    timer = setTimeout(() => showBeside(text("failed"), true), PATIENCE);
  }

  function focusFrame() {
    frame.focus();
    frame.contentWindow.postMessage({ rueckenwind: "focus" }, server);
  }

  /** Whatever happens to the chat, the numbers to call are there. */
  function showBeside(message, failed) {
    const retry = make("button", { type: "button" }, text("retry"));
    retry.addEventListener("click", load);
    const leave = make("button", { type: "button" }, text("close"));
    leave.addEventListener("click", close);
    const numbers = [["112", "emergency"], ["116117", "doctor"]].map(([number, key]) => make("a", { href: `tel:${number}` }, text(key)));
    beside.replaceChildren(make("p", {}, message), ...numbers, ...(failed ? [retry] : []), leave);
    beside.hidden = false;
  }

  function address() {
    const query = new URLSearchParams({ language, colour });
    for (const [name, value] of [["title", given.title], ["greeting", given.greeting], ["privacy", given.privacyUrl]]) if (value) query.set(name, value);
    return `${server}/chat/window?${query}`;
  }

  function startLanguage() {
    const wanted = given.language && given.language !== "auto" ? [given.language] : [document.documentElement.lang, ...navigator.languages];
    for (const one of wanted) {
      const code = String(one).slice(0, 2).toLowerCase();
      if (code === "de" || code === "en") return code;
    }
    return "en";
  }

  function title() {
    return given.title?.trim() || text("title");
  }

  function text(key) {
    return TEXTS[`loader.${key}`][language];
  }

  function setTexts() {
    host.lang = language;
    label.textContent = text("open");
    dialog.setAttribute("aria-label", title());
    if (frame) frame.title = title();
  }

  /** A style sheet made by script is allowed under every content security policy of the page around. */
  function setStyle() {
    const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
    const [red, green, blue] = parts.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`${STYLE} :host { --accent: ${colour}; --on: ${light < 0.179 ? "#fff" : "#000"}; }`);
    root.adoptedStyleSheets = [sheet];
  }

  function bubble() {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", "M4 5h16v11H11l-5 4v-4H4z");
    svg.append(line);
    return svg;
  }

  function make(name, attributes = {}, content = "") {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(content);
    return element;
  }
})();
