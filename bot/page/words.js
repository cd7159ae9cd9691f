// Every sentence of the page, in the language of the browser, from the server's word list.

import { byId, icon } from "/dom.js";

const EMOJI = /\p{Extended_Pictographic}\ufe0f?(?:\u200d\p{Extended_Pictographic}\ufe0f?)*[^\S\n]*/gu;

/** What the server offers: words, styles, languages, limits. */
export const offer = { words: {} };

/** Fetches them and fills the page. */
export async function loadWords() {
  Object.assign(offer, await (await fetch("/words")).json());
  document.documentElement.lang = offer.language;
  for (const node of document.querySelectorAll("[data-icon]")) node.prepend(icon(node.dataset.icon));
  for (const node of document.querySelectorAll("[data-words]")) node.append(say(node.dataset.words));
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", say(node.dataset.label));
    if (node.matches("button")) node.title = say(node.dataset.label);
  }
  byId("text").placeholder = say("text_hint");
}

/** A sentence with its {values} filled in. */
export function say(name, values = {}) {
  return plain(offer.words[name] ?? name).replace(/\{(\w+)\}/g, (open, key) => (key in values ? String(values[key]) : open));
}

/** A sentence of the server without emoji: the page draws its own pictures. */
export const plain = (text) => text.replace(EMOJI, "").replace(/[^\S\n]+$/gm, "").trim();
