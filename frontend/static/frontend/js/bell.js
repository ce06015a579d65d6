// The bell's number stays true while the page is open, and what comes is said once, politely.
// The number is the server's: a frame only tells that it is time to ask. It is asked for now and then as well: what came in
// quiet hours counts when they are over, and nobody says so. Without a line it is asked more often.

import { Socket } from "./socket.js";

const TOGETHER = 300; // what comes within so many milliseconds is asked for once
const EVERY = 60000;
const SELDOM = 5 * EVERY; // while the line is there

const bell = document.getElementById("unread-badge");
const said = document.querySelector("[data-bell-said]");
let timer = 0;
let asked = Date.now();

async function refresh() {
  asked = Date.now();
  try {
    const answer = await fetch(bell.dataset.bell, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = answer.ok && page.getElementById("unread-badge");
    if (fresh && fresh.textContent !== bell.textContent) bell.replaceChildren(...fresh.childNodes);
  } catch {
    // No line: the next frame, or the next minute, asks again.
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(refresh, TOGETHER);
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
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && soon());
  addEventListener("pageshow", (event) => event.persisted && soon());
}
