// The web phone's page: buttons to commands, events to words. The telephone itself is voice.js.

import { Captions } from "./captions.js";
import { ExchangeVoice } from "./voice.js";
import { E164, anyMobile, keep, kept, plain, pretty } from "./numbers.js";
import { translate, words } from "./words.js";

const $ = (id) => document.getElementById(id);

translate();
const voice = new ExchangeVoice();
const captions = new Captions($("conversation"), $("empty"));
let peer = "";
let texter = ""; // who sent the last SMS: the one an answer goes to
let since = 0;
let timer = 0;
let muted = false;


function show(state) {
  document.body.dataset.state = state;
  $("state").textContent = words(state);
  const incoming = state === "ringing";
  const busy = ["dialling", "ringing", "talking"].includes(state);
  $("peer").textContent = busy ? nameOf(peer) : "";
  $("call").hidden = busy && !incoming;
  $("call").disabled = state !== "idle" && !incoming;
  $("call-words").textContent = words(incoming ? "answer" : "call");
  $("hang-up").hidden = !busy;
  $("hang-up-words").textContent = words(incoming ? "decline" : "hangUp");
  $("mute").hidden = !busy || incoming;
  $("mine").disabled = $("number").disabled = busy;
  for (const line of document.querySelectorAll("#lines input")) line.disabled = busy;
  const texting = state === "idle" && Boolean(texter);
  $("words").disabled = $("say").disabled = state !== "talking" && !texting;
  $("words").placeholder = texting ? `${words("answerText")} ${pretty(texter)}` : words("sayHint");
  $("say").textContent = words(texting ? "text" : "send");
}

function notice(key) {
  $("notice").textContent = key && words(key);
  $("notice").hidden = !key;
}

function tick() {
  const seconds = Math.floor((Date.now() - since) / 1000);
  $("timer").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function setMute(on) {
  muted = on;
  voice.mute(on);
  $("mute").setAttribute("aria-pressed", String(on));
}

function fillLines(numbers) {
  const chosen = plain($("number").value);
  $("lines").replaceChildren(...numbers.map(lineChoice));
  $("no-lines").hidden = numbers.length > 0;
  if (!chosen && numbers.length) $("number").value = numbers[0].number;
  markLine();
}

function lineChoice({ number, name }) {
  const choice = $("line").content.firstElementChild.cloneNode(true);
  choice.querySelector("input").value = number;
  choice.querySelector(".name").textContent = name || number;
  choice.querySelector(".digits").textContent = pretty(number);
  return choice;
}

/** A line by its name, anybody else by number. */
function nameOf(number) {
  const line = document.querySelector(`#lines input[value="${CSS.escape(number)}"]`);
  return line?.closest("label").querySelector(".name").textContent ?? pretty(number);
}

function markLine() {
  for (const line of document.querySelectorAll("#lines input")) line.checked = line.value === plain($("number").value);
}

async function register() {
  const number = plain($("mine").value);
  if (!E164.test(number)) return notice("badNumber");
  notice("");
  keep(number);
  const registered = voice.registerNumber(number);
  show("connecting");
  return registered.catch(({ message }) => {
    show("offline");
    $("notice").textContent = message;
    $("notice").hidden = false;
  });
}

function call() {
  if (voice.state === "ringing") return voice.accept();
  peer = plain($("number").value);
  if (!E164.test(peer)) return notice("badNumber");
  notice("");
  captions.note(`${words("started")} ${nameOf(peer)}`, "↗");
  voice.connect({ To: peer });
  return show("dialling");
}

function press(digit) {
  voice.keyTone(digit);
  const key = document.querySelector(`[data-key="${digit}"]`);
  key.classList.add("down");
  setTimeout(() => key.classList.remove("down"), 150);
  if (voice.state === "idle") {
    const chosen = document.querySelector("#lines input:checked");
    $("number").value = (chosen ? "" : $("number").value) + digit; // a new number, not a longer one
    markLine();
  } else if (voice.state === "talking") {
    voice.sendDigits(digit);
    captions.pressed(digit);
  }
}

function speak(event) {
  event.preventDefault();
  const text = $("words").value.trim();
  if (!text) return;
  if (voice.state === "talking") voice.say(text);
  else voice.text(texter, text);
  captions.said(text, voice.state === "talking" ? "" : `${words("smsTo")} ${pretty(texter)}`);
  $("words").value = "";
}

voice.addEventListener("registered", ({ detail }) => {
  fillLines(detail.numbers);
  show("idle");
  notice("");
});
voice.addEventListener("unregistered", () => show("reconnecting"));
voice.addEventListener("incoming", ({ detail }) => {
  peer = detail.from;
  captions.note(`${words("received")} ${nameOf(peer)}`, "↘");
  show("ringing");
});
voice.addEventListener("answered", () => {
  since = Date.now();
  tick();
  clearInterval(timer);
  timer = setInterval(tick, 500);
  show("talking");
});
voice.addEventListener("heard", ({ detail }) => captions.heard(detail));
voice.addEventListener("text", ({ detail }) => {
  captions.text(pretty(detail.from), detail.body);
  texter = detail.from;
  if (voice.state === "idle") show("idle");
});
voice.addEventListener("ended", ({ detail }) => {
  clearInterval(timer);
  $("timer").textContent = "";
  captions.note(words(detail.status), "■");
  setMute(false);
  notice("");
  show("idle");
});
voice.addEventListener("error", ({ detail }) => captions.note(detail.message, "!"));
voice.addEventListener("microphone", ({ detail }) => {
  if (detail.state === "refused") notice("micRefused");
  else if (detail.state === "missing") notice(window.isSecureContext ? "micMissing" : "micInsecure");
});

$("call").addEventListener("click", call);
$("hang-up").addEventListener("click", () => (voice.state === "ringing" ? voice.decline() : voice.hangUp()));
$("mute").addEventListener("click", () => setMute(!muted));
$("keys").addEventListener("click", ({ target }) => {
  const key = target.closest("[data-key]");
  if (key) press(key.dataset.key);
});
$("lines").addEventListener("change", ({ target }) => ($("number").value = target.value));
$("number").addEventListener("input", markLine);
$("number").addEventListener("keydown", ({ key }) => key === "Enter" && voice.state === "idle" && call());
$("mine").addEventListener("change", register);
$("talk").addEventListener("submit", speak);
document.addEventListener("keydown", (event) => {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  if (ctrlKey || metaKey || altKey || target.matches("input:not([type=radio])")) return;
  if (/^[0-9*#]$/.test(key)) press(key);
});

$("mine").value = kept() ?? anyMobile();
show("connecting");
register();
