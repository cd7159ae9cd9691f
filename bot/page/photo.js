// How a photo comes in: dropped, pasted, picked, taken, or the sample.

import { byId } from "/dom.js";
import { offer, say } from "/words.js";

const THUMB = 220;

/** Calls `got(file)` for each photo that comes in by any way. */
export function takePhotos(got) {
  for (const id of ["photo-file", "camera-file"]) {
    byId(id).addEventListener("change", (event) => {
      const [file] = event.target.files;
      event.target.value = "";
      if (file) got(file);
    });
  }
  document.addEventListener("paste", (event) => {
    const file = pictureIn(event.clipboardData);
    if (!file) return;
    event.preventDefault();
    got(file);
  });
  takeDrops(got);
}

function takeDrops(got) {
  const over = byId("drop-over");
  let inside = 0;
  const shown = (event, step) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    inside = Math.max(0, inside + step);
    over.hidden = inside === 0;
  };
  document.addEventListener("dragenter", (event) => shown(event, 1));
  document.addEventListener("dragleave", (event) => shown(event, -1));
  document.addEventListener("dragover", (event) => shown(event, 0));
  document.addEventListener("drop", (event) => {
    shown(event, -inside);
    const file = pictureIn(event.dataTransfer) ?? event.dataTransfer?.files[0];
    if (file) got(file);
  });
}

const pictureIn = (transfer) => [...(transfer?.files ?? [])].find((file) => file.type.startsWith("image/"));

/** The sample photo. */
export const sample = async () => (await fetch("/sample")).blob();

/** A photo made ready: its file and a small picture of it. Raises an error with a sentence where it cannot do. */
export async function opened(file) {
  if (file.size > offer.maxBytes) throw new Error(say("photo_too_large", { megabytes: offer.maxBytes / 1e6 }));
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new Error(say("not_a_photo"));
  }
  const scale = THUMB / Math.max(bitmap.width, bitmap.height, THUMB);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const thumb = canvas.toDataURL("image/jpeg", 0.8);
  return { file, thumb, url: urlOf(thumb) };
}

/** A data: address as a blob: one, since the page allows no data: pictures. */
export function urlOf(thumb) {
  const [, encoded] = String(thumb).split("data:image/jpeg;base64,");
  if (!encoded) return "";
  const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  return URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
}
