// Elements, built without ever reading a text as markup.

const SVG = "http://www.w3.org/2000/svg";

/** The element of that id. */
export const byId = (id) => document.getElementById(id);

/** A new element; attributes that begin with "on" are listeners, children are elements or plain text. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") node.toggleAttribute(name, value);
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** One of the drawings of icons.svg; it says nothing to a screen reader. */
export function icon(name) {
  const svg = drawn("svg", { class: "icon", "aria-hidden": "true", focusable: "false", fill: "none", stroke: "currentColor" });
  svg.setAttribute("stroke-width", "2.2");
  svg.setAttribute("stroke-linecap", "round");
  svg.setAttribute("stroke-linejoin", "round");
  svg.append(drawn("use", { href: `/icons.svg#${name}` }));
  return svg;
}

/** The face of the house while it talks: its mouth and eyes move by page.css. */
export function talker() {
  const ink = "#2a1a1f";
  const bubble =
    "M32 4.5c15.7 0 27.5 10.3 27.5 24.3S47.7 53 32 53c-3 0-5.9-.4-8.6-1.1-3.4 3.9-8.5 7-14.4 7.6 2.7-3.1 4.1-6.8 4.3-10.7" +
    "C7.9 44.3 4.5 37.5 4.5 28.8 4.5 14.8 16.3 4.5 32 4.5Z";
  const svg = drawn("svg", { class: "talker", viewBox: "0 0 64 64", "aria-hidden": "true", focusable: "false" });
  const eyes = drawn("g", { class: "eyes", fill: ink });
  const mouth = drawn("g", { class: "mouth" });
  eyes.append(drawn("ellipse", { cx: 23.5, cy: 25, rx: 3.4, ry: 4.8 }), drawn("ellipse", { cx: 40.5, cy: 25, rx: 3.4, ry: 4.8 }));
  mouth.append(
    drawn("path", { fill: "#7c1d2b", stroke: ink, "stroke-width": 2.5, d: "M21 34.5c7 2 15 2 22 0-.6 8-4.8 12.5-11 12.5s-10.4-4.5-11-12.5Z" }),
    drawn("path", { fill: "#ff8a7a", d: "M26 44.2c1-2.7 3.3-4 6-4s5 1.3 6 4c-1.7 1.4-3.7 2-6 2s-4.3-.6-6-2Z" }),
  );
  svg.append(drawn("path", { fill: "#ffc53d", stroke: ink, "stroke-width": 3.5, "stroke-linejoin": "round", d: bubble }));
  for (const cx of [15.5, 48.5]) svg.append(drawn("circle", { cx, cy: 34, r: 4, fill: "#f4743b", opacity: 0.65 }));
  svg.append(eyes, mouth);
  return svg;
}

function drawn(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/** Says something to screen readers, once. */
export function announce(text) {
  const line = byId("announce");
  if (line.textContent !== text) line.textContent = text;
}

/** Whether things may move by themselves. */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** 32 hex digits by chance; `crypto.randomUUID` is not there on plain http from other machines. */
export const mark = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
