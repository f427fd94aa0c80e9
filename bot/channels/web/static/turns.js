/** Draws the turns of the conversation. */

import { el, icon, outsideLink, safeAddress } from "./dom.js";
import { blocks } from "./rich.js";
import { readableDate, t } from "./texts.js";

const WARNING = "M12 3L2 20h20L12 3zM12 10v4M12 17.2v.1";
const HEART = "M12 20S3 14.5 3 8.5A4.5 4.5 0 0 1 12 7a4.5 4.5 0 0 1 9 1.5C21 14.5 12 20 12 20z";
const CALLS = {
  emergency: [["112", "alarm.call_112"]],
  urgent: [["116117", "alarm.call_116117"], ["112", "alarm.call_112"]],
  soon: [["116117", "alarm.call_116117"]],
  crisis: [["112", "alarm.call_112"], ["08001110111", "alarm.call_talk"]],
};

/** Draw what the visitor wrote. */
export function visitorTurn(id, text, language) {
  const bubble = el("div", { class: "bubble" }, el("span", { class: "unseen" }, `${t("log.you")}: `), text);
  return el("div", { class: "turn visitor", id: `turn-${id}`, lang: language }, bubble);
}

/**
 * Draw what the bot said.
 *
 * @param event the server's event
 * @param replayed whether it was heard before: then it is not announced once more
 */
export function botTurn(event, replayed) {
  const { language, envelope } = event;
  const turn = el("div", { class: "turn bot", lang: language }, bubble(event, replayed));
  const sources = (envelope.sources ?? []).filter((source) => source?.title);
  if (sources.length) turn.append(sourceList(sources, language));
  return turn;
}

function bubble(event, replayed) {
  const { urgency, topic } = event.envelope;
  const box = el("div", { class: "bubble" }, el("span", { class: "unseen" }, `${t("log.bot")}: `));
  const parts = event.parts.flatMap(drawPart);
  if (urgency in CALLS) {
    const kind = topic === "crisis" ? "crisis" : urgency;
    box.classList.add("alarm", urgency);
    box.dataset.urgency = urgency;
    if (urgency !== "soon" && !replayed) box.setAttribute("role", "alert");
    box.append(alarmTitle(kind, event.language), calls(kind, event.language));
  }
  if (event.envelope.kind === "exercise") parts.sort((one, other) => (other.tagName === "IMG") - (one.tagName === "IMG"));
  box.append(...parts);
  return box;
}

function drawPart(part) {
  if (part.image) return [el("img", { src: part.image.src, alt: part.image.alt, width: 800, height: 600 })];
  return blocks(part.text ?? "");
}

const alarmTitle = (kind, language) =>
  el("p", { class: "alarm-title" }, icon(kind === "crisis" ? HEART : WARNING), t(`alarm.${kind}`, {}, language));

const calls = (kind, language) =>
  el("div", { class: "calls" }, ...CALLS[kind].map(([number, text]) => el("a", { href: `tel:${number}` }, t(text, {}, language))));

function sourceList(sources, language) {
  const items = sources.map((source) => {
    const address = safeAddress(source.url);
    const date = source.updated ? `, ${t("sources.updated", { date: readableDate(String(source.updated), language) }, language)}` : "";
    const title = address ? outsideLink(address, source.title, t("log.new_tab", {}, language)) : source.title;
    return el("li", {}, title, el("br"), el("span", {}, `${source.publisher ?? ""}${date}`));
  });
  const summary = el("summary", {}, t("sources.title", { count: sources.length }, language));
  return el("details", { class: "sources" }, summary, el("ul", {}, ...items));
}

/** Draw the suggested answers; `choose` gets the button's payload and title. */
export function choiceList(buttons, language, choose) {
  const items = buttons.map((button) => {
    const one = el("button", { type: "button" }, button.title);
    one.addEventListener("click", () => choose(button));
    return el("li", {}, one);
  });
  return el("ul", { class: "choices", lang: language, "aria-label": t("log.choices", {}, language) }, ...items);
}

/** Draw the three dots. */
export const typingTurn = () =>
  el("div", { class: "turn bot", id: "typing" }, el("div", { class: "bubble typing" }, el("span", { class: "unseen" }, t("log.typing")), el("i"), el("i"), el("i")));

/** Draw a line that is neither the bot's nor the visitor's. */
export const notice = (text) => el("p", { class: "notice" }, text);
