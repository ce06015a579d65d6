// The bell's number and that of unread messages stay true while the page is open, and what comes is said once, politely.
// The numbers are the server's: a frame only tells that it is time to ask. It is asked for now and then as well: what came in
// quiet hours counts when they are over, and nobody says so. Without a line it is asked more often.

import { Socket } from "./socket.js";

const TOGETHER = 300; // what comes within so many milliseconds is asked for once
const EVERY = 60000;
const SELDOM = 5 * EVERY; // while the line is there
const READING = 2000; // somebody reads message after message: not asked for each
const NUMBERS = ["unread-badge", "talk-badge"];

const bell = document.getElementById("unread-badge");
const said = document.querySelector("[data-bell-said]");
let timer = 0;
let asked = Date.now();

async function refresh() {
  asked = Date.now();
  try {
    const answer = await fetch(bell.dataset.bell, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of answer.ok ? NUMBERS : []) {
      const [place, fresh] = [document.getElementById(id), page.getElementById(id)];
      if (place && fresh && fresh.textContent !== place.textContent) place.replaceChildren(...fresh.childNodes);
    }
  } catch {
    // No line: the next frame, or the next minute, asks again.
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(refresh, TOGETHER);
}

// The reader has read here or elsewhere: the number of what waits has become smaller.
function hasRead() {
  if (!document.querySelector("#talk-badge .badge")) return;
  clearTimeout(timer);
  timer = setTimeout(refresh, Math.max(TOGETHER, asked + READING - Date.now()));
}

function listen() {
  const socket = Socket.page ?? new Socket(() => ({}));
  socket.addEventListener("frame", ({ detail }) => {
    if (detail.type !== "notification") return;
    said.textContent = detail.text;
    soon();
  });
  socket.addEventListener("down", () => socket.addEventListener("up", soon, { once: true }));
  setInterval(() => {
    if (document.visibilityState === "visible" && Date.now() - asked >= (socket.isOpen ? SELDOM : EVERY)) soon();
  }, EVERY);
}

if (bell && said) {
  // The page's own scripts have run by then: a conversation has opened the socket that serves both.
  document.addEventListener("DOMContentLoaded", listen);
  document.addEventListener("talk:came", soon);
  document.addEventListener("talk:read", hasRead);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && soon());
  addEventListener("pageshow", (event) => event.persisted && soon());
}
