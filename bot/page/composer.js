// The line one writes in, what is attached to it, and the choice of style, voice and language.

import { byId, el, icon } from "/dom.js";
import { keepPhoto, keptPhoto } from "/history.js";
import { opened, sample, takePhotos } from "/photo.js";
import { takeRecordings } from "/recorder.js";
import { offer, say } from "/words.js";

const WIDE = matchMedia("(min-width: 900px)");
const state = { photo: null, recording: null, used: false };
let changed = () => {};

/** Builds it; `on.send()` when somebody sends, `on.fault(sentence)`, `on.change()` after photo or recording changed. */
export async function openComposer(on) {
  changed = on.change;
  buildChoices();
  const attach = async (file) => {
    try {
      setPhoto(await opened(file));
      keepPhoto(file);
      byId("text").focus();
    } catch (error) {
      on.fault(error.message);
    }
  };
  takePhotos(attach);
  takeRecordings(setRecording, on.fault);
  const ways = {
    choose: () => byId("photo-file").click(),
    camera: () => byId("camera-file").click(),
    recording: () => byId("audio-file").click(),
    sample: async () => attach(await sample()),
  };
  for (const button of document.querySelectorAll("[data-do]")) button.addEventListener("click", () => ways[button.dataset.do]());
  takeTyping(on.send);
  const kept = await keptPhoto();
  if (kept && !state.photo) {
    state.used = true;
    setPhoto(await opened(kept).catch(() => null));
  }
}

function takeTyping(send) {
  const text = byId("text");
  text.addEventListener("input", grow);
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
}

function grow() {
  const text = byId("text");
  if (CSS.supports("field-sizing", "content")) return;
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

/** What is to be sent: photo, recording, text, voice, style, language. */
export function written() {
  const chosen = new FormData(byId("choices"));
  return {
    photo: state.photo,
    recording: state.recording,
    text: byId("text").value.trim(),
    voice: chosen.get("voice") === "as-is" ? "" : chosen.get("voice"),
    style: chosen.get("style"),
    language: chosen.get("language") === "auto" ? "" : chosen.get("language"),
  };
}

/** After sending: the photo stays for the next line. */
export function sent() {
  setText("");
  state.used = true;
  setRecording(null);
  if (!WIDE.matches) byId("options").open = false;
}

/** Puts a text into the line. */
export function setText(text) {
  byId("text").value = text;
  grow();
}

/** Drops all that is attached. */
export function clearComposer() {
  setText("");
  state.recording = null;
  setPhoto(null);
}

function setPhoto(photo) {
  if (photo && photo.file !== state.photo?.file && state.photo) state.used = false;
  if (!photo) state.used = false;
  state.photo = photo;
  showAttached();
}

function setRecording(blob) {
  state.recording = blob && { blob, url: URL.createObjectURL(blob) };
  byId("text").placeholder = say(blob ? "text_with_recording" : "text_hint");
  showVoices();
  showAttached();
}

function showAttached() {
  const chips = [];
  if (state.photo) {
    const words = say(state.used ? "photo_kept" : "photo");
    chips.push(chip(el("img", { src: state.photo.url, alt: "" }), words, "photo_remove", () => {
      keepPhoto(null);
      setPhoto(null);
    }));
  }
  if (state.recording) {
    const player = el("audio", { src: state.recording.url, controls: true, "aria-label": say("recording") });
    chips.push(chip(player, "", "recording_remove", () => setRecording(null)));
  }
  byId("attached").replaceChildren(...chips);
  byId("attached").hidden = chips.length === 0;
  changed();
}

function chip(shown, words, label, drop) {
  const remove = () => {
    drop();
    byId("text").focus();
  };
  const button = el("button", { type: "button", class: "round", "aria-label": say(label), title: say(label), onclick: remove }, icon("close"));
  return el("div", { class: "chip" }, shown, el("span", {}, words), button);
}

// ---- style, voice, language -----------------------------------------------------------------------------------------------------

function buildChoices() {
  byId("styles").append(
    ...offer.styles.map((style) => {
      const input = el("input", { type: "radio", name: "style", value: style, checked: style === offer.style });
      const picture = el("img", { src: `/styles/${style}.jpg`, alt: "", width: "160", height: "160" });
      return el("label", { class: "card" }, input, picture, el("span", {}, say(`style_${style}`)), el("small", {}, say(`style_${style}_is`)));
    }),
  );
  if (!document.querySelector("#styles :checked")) document.querySelector("#styles input").checked = true;
  byId("language").append(
    el("option", { value: "auto" }, say("language_auto")),
    ...offer.languages.map(({ code, name }) => el("option", { value: code, lang: code }, name)),
  );
  showVoices();
  byId("choices").addEventListener("change", showChosen);
  byId("choices").addEventListener("submit", (event) => event.preventDefault());
  const fit = () => {
    byId("options").open = WIDE.matches;
  };
  WIDE.addEventListener("change", fit);
  fit();
}

function showVoices() {
  const voices = state.recording ? ["as-is", "female", "male"] : ["female", "male"];
  const chosen = state.recording ? "as-is" : (document.querySelector("#voices :checked:not([value=as-is])")?.value ?? offer.voice);
  byId("voices").replaceChildren(
    ...voices.map((voice) => {
      const input = el("input", { type: "radio", name: "voice", value: voice, checked: voice === chosen });
      return el("label", {}, input, el("span", {}, say(`voice_${voice.replace("-", "_")}`)));
    }),
  );
  showChosen();
}

/** On narrow screens the closed panel says what is chosen. */
function showChosen() {
  const chosen = new FormData(byId("choices"));
  const voice = say(`voice_${String(chosen.get("voice")).replace("-", "_")}`);
  byId("chosen").textContent = `${say(`style_${chosen.get("style")}`)} · ${voice}`;
}
