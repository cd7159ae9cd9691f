// One answer of the house, as it stands: on its way, a clip, a choice of faces, or a sentence.

import { announce, byId, calm, el, icon, talker } from "/dom.js";
import { fileOf } from "/server.js";
import { offer, plain, say } from "/words.js";

/** An answer in the chat: `show(state)` whenever the server knows more. `on` holds what its buttons do. */
export class Answer {
  constructor(item, on) {
    this.item = item;
    this.on = on;
    this.state = { state: "sending" };
    this.node = el("li", { class: "message" });
    this.show(this.state);
  }

  /** Whether nothing more is to be expected. */
  get over() {
    return !["sending", "waiting"].includes(this.state.state);
  }

  /** Shows how it stands; what is shown already is left alone, so that a clip goes on playing. */
  show(state) {
    if (this.over && this.state.state === state.state) return;
    const before = this.state;
    this.state = state;
    if (!this.over) this.#making(before);
    else if (state.state === "clip") this.#clip();
    else if (state.state === "choice") this.#choice();
    else this.#sentence();
  }

  #fill(kind, ...content) {
    const face = this.over ? el("img", { src: "/face.svg", alt: "", width: "40", height: "40" }) : talker();
    const who = el("span", { class: "hidden-words" }, `${say("bot")}: `);
    this.node.className = `message ${kind}`;
    this.node.replaceChildren(face, el("div", { class: "bubble" }, who, ...content));
  }

  #making(before) {
    const { line, fraction = 0, stage } = this.state;
    const words = this.state.state === "sending" ? say("sending") : plain(line ?? say("making"));
    if (!this.bar) {
      this.bar = el("progress", { max: "1", "aria-label": say("making") });
      this.step = el("div", { class: "step" });
      const cancel = el("button", { type: "button", class: "cancel", onclick: () => this.on.remove(this) }, say("button_cancel"));
      this.#fill("making", this.step, this.bar, cancel);
      this.cancel = cancel;
    }
    this.cancel.hidden = !this.item.id;
    this.step.textContent = words;
    if (this.state.state === "waiting" && stage !== "queued") this.bar.value = Math.max(this.bar.value || 0, fraction, 0.03);
    if (stage !== before.stage || this.state.state !== before.state) announce(words);
  }

  #clip() {
    const { width, height, alt } = this.state;
    const seen = alt || this.item.alt || [say("caption"), this.item.text].filter(Boolean).join(": ");
    const video = el("video", {
      src: fileOf(this.item.id, "clip"),
      poster: fileOf(this.item.id, "poster"),
      controls: true,
      playsinline: true,
      preload: this.item.fresh ? "auto" : "none",
      width: String(width || 512),
      height: String(height || 512),
      "aria-label": seen,
    });
    video.addEventListener("play", () => {
      for (const other of document.querySelectorAll("video")) if (other !== video) other.pause();
    });
    const figure = el("figure", { class: "clip" }, video, el("figcaption", {}, say("caption")), this.#actions());
    this.#fill("wide", figure);
    if (!this.item.fresh) return;
    announce(say("ready"));
    // Sending was the gesture that lets it sound; a browser that does not think so shows the poster and its button.
    if (!calm() && document.visibilityState === "visible") video.play().catch(() => {});
  }

  #actions() {
    const { buttons } = this.state;
    const more = el("div", { class: "more", hidden: true });
    const list = buttons
      ? [
          this.#button("again", "button_again", () => this.on.again(this, {}, say("asked_again"))),
          this.#button("voice", "button_other_voice", (button) => this.#otherVoice(button, more)),
          this.#button("style", "button_other_style", (button) => this.#otherStyle(button, more)),
        ]
      : [];
    const file = fileOf(this.item.id, "clip");
    const load = el("a", { class: "pill bare", href: file, download: "toon-talker.mp4" }, icon("download"), say("download"));
    const remove = this.#button("delete", "button_delete", () => this.on.remove(this));
    remove.classList.add("bare");
    return el("div", {}, el("div", { class: "actions" }, ...list, load, remove), more);
  }

  #button(drawing, words, act) {
    const button = el("button", { type: "button", class: "pill" }, icon(drawing), say(words));
    button.addEventListener("click", () => act(button));
    return button;
  }

  #otherVoice(button, more) {
    const ask = (voice) => this.on.again(this, { voice }, say(`asked_voice_${voice}`));
    const { spoken, voice } = this.state;
    if (spoken && (voice === "male" || voice === "female")) ask(voice === "male" ? "female" : "male");
    else this.#offer(button, more, ["female", "male"].map((one) => [say(`voice_${one}`), null, () => ask(one)]));
  }

  #otherStyle(button, more) {
    const others = offer.styles.filter((style) => style !== this.state.style);
    const choices = others.map((style) => {
      const name = say(`style_${style}`);
      return [name, `/styles/${style}.jpg`, () => this.on.again(this, { style }, say("asked_style", { style: name }))];
    });
    this.#offer(button, more, choices);
  }

  /** Opens a row of choices under the clip, or closes it. */
  #offer(button, more, choices) {
    const open = more.hidden || more.dataset.of !== button.textContent;
    for (const other of this.node.querySelectorAll("[aria-expanded]")) other.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-expanded", String(open));
    more.hidden = !open;
    more.dataset.of = button.textContent;
    const choose = (act) => () => {
      more.hidden = true;
      button.setAttribute("aria-expanded", "false");
      act();
    };
    more.replaceChildren(
      ...choices.map(([name, picture, act]) =>
        el("button", { type: "button", onclick: choose(act) }, picture && el("img", { src: picture, alt: "", width: "72", height: "72" }), name),
      ),
    );
    if (open) more.firstElementChild.focus();
    if (open) more.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
  }

  #choice() {
    const { faces, line, alt } = this.state;
    const picture = el("img", { src: fileOf(this.item.id, "clip"), alt: alt || plain(line) });
    const pick = (number) => {
      const name = say("face", { number });
      const act = () => this.on.again(this, { face: number }, say("asked_face", { number }));
      return el("button", { type: "button", "aria-label": name, onclick: act }, String(number));
    };
    const numbers = el("div", { class: "more faces" }, ...Array.from({ length: faces }, (_, at) => pick(at + 1)));
    this.#fill("wide", el("div", { class: "question" }, plain(line)), el("figure", { class: "clip" }, picture, numbers));
    if (this.item.fresh) announce(plain(line));
  }

  #sentence() {
    const { state, line, buttons } = this.state;
    const words = el("div", {}, plain(line || say("broken")));
    if (state === "failed" && buttons) {
      words.append(el("div", { class: "actions" }, this.#button("again", "button_again", () => this.on.again(this, {}, say("asked_again")))));
    }
    const quiet = state === "expired";
    this.#fill(quiet ? "quiet" : "sorry", ...(quiet ? [words] : [icon("sorry"), words]));
    this.node.querySelector(".bubble").classList.toggle("with-icon", !quiet);
    if (this.item.fresh) announce(words.textContent);
  }
}

/** What a person said, at the right. */
export function mine(item, url) {
  const picture = url ? el("img", { src: url, alt: say("photo"), width: "132", height: "132" }) : null;
  if (picture) picture.removeAttribute("height");
  const words = item.label || item.text || say("recording");
  const said = el("div", { class: "said" }, words);
  return el("li", { class: "message mine" }, el("div", { class: "bubble" }, el("span", { class: "hidden-words" }, `${say("you")}: `), picture, said));
}

/** A sentence of the house that is no answer to a job. */
export function note(text, sorry = false) {
  const words = el("div", {}, plain(text));
  const bubble = el("div", { class: `bubble ${sorry ? "with-icon" : ""}` }, ...(sorry ? [icon("sorry")] : []), words);
  const face = el("img", { src: "/face.svg", alt: "", width: "40", height: "40" });
  bubble.prepend(el("span", { class: "hidden-words" }, `${say("bot")}: `));
  byId("log").append(el("li", { class: `message ${sorry ? "sorry" : ""}` }, face, bubble));
  announce(plain(text));
}
