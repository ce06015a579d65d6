// The bar of a match run moves as soon as the worker tells how far it is; without a line it asks now and then.

import { Socket } from "./socket.js";

const TOGETHER = 200; // what comes within so many milliseconds is asked for once
let timer = 0;

function told({ detail }) {
  const bar = document.querySelector("[data-run]");
  if (!bar || detail.type !== "progress" || detail.job !== bar.dataset.job) return;
  const line = bar.querySelector("progress");
  if (detail.total) [line.max, line.value] = [detail.total, detail.done];
  clearTimeout(timer);
  timer = setTimeout(() => bar.isConnected && bar.dispatchEvent(new Event("told")), TOGETHER);
}

// The page's own scripts have run by then, so that there is one socket for all of them.
document.addEventListener("DOMContentLoaded", () => (Socket.page ?? new Socket(() => ({}))).addEventListener("frame", told));
