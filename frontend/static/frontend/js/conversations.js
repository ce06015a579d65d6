// The list of conversations stays true while it is open.

import { sayActive } from "./active.js";
import { keepForOffline } from "./kept.js";
import { Socket } from "./socket.js";

const standing = () => JSON.parse(document.getElementById("talk-standing")?.textContent ?? "{}");
let timer = 0;

// The list is asked for again, once for what comes together.
function refresh() {
  clearTimeout(timer);
  timer = setTimeout(() => document.querySelector("[data-threads]")?.dispatchEvent(new Event("talk")), 300);
}

const socket = new Socket(standing);
socket.addEventListener("frame", ({ detail }) => {
  if (!["message", "read", "reload"].includes(detail.type)) return;
  refresh();
  document.dispatchEvent(new Event(detail.type === "message" ? "talk:came" : "talk:read"));
});
setInterval(() => !socket.isOpen && document.visibilityState === "visible" && refresh(), 30000);
sayActive(socket);
keepForOffline(document.body.dataset.user);
