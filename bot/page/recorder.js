// A voice recording, by the microphone or from a file.

import { announce, byId, icon } from "/dom.js";
import { offer, say } from "/words.js";

const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

/** Calls `got(blob)` with each recording, and `failed(sentence)` where there is none. */
export function takeRecordings(got, failed) {
  const button = byId("record");
  const accept = (blob) => {
    if (blob.size > offer.maxAudioBytes) failed(say("recording_too_large", { megabytes: offer.maxAudioBytes / 1e6 }));
    else if (blob.size > 0) got(blob);
  };
  byId("audio-file").addEventListener("change", (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (file) accept(file);
  });
  // Browsers lend the microphone to this machine's own pages and to https alone.
  button.hidden = !navigator.mediaDevices?.getUserMedia || !window.MediaRecorder;
  let running = null;
  button.addEventListener("click", async () => {
    if (running) {
      running.stop();
      return;
    }
    try {
      running = await record(button);
    } catch {
      failed(say("no_microphone"));
      return;
    }
    accept(await running.blob);
    running = null;
  });
}

async function record(button) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, { mimeType: KINDS.find((kind) => MediaRecorder.isTypeSupported(kind)) });
  const pieces = [];
  const began = Date.now();
  const stop = () => recorder.state === "inactive" || recorder.stop();
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  const clock = setInterval(() => {
    const seconds = Math.floor((Date.now() - began) / 1000);
    byId("text").placeholder = say("recording_now", { seconds });
    if (seconds >= offer.maxAudioSeconds - 1) stop();
  }, 250);
  const blob = new Promise((done) => {
    recorder.addEventListener("stop", () => {
      clearInterval(clock);
      for (const track of stream.getTracks()) track.stop();
      show(button, false);
      done(new Blob(pieces, { type: recorder.mimeType }));
    });
  });
  recorder.start();
  show(button, true);
  return { stop, blob };
}

function show(button, running) {
  const words = say(running ? "record_stop" : "record");
  button.classList.toggle("recording-now", running);
  button.setAttribute("aria-label", words);
  button.title = words;
  button.replaceChildren(icon(running ? "stop" : "microphone"));
  if (running) announce(say("recording_now", { seconds: 0 }));
}
