// Says now and then that somebody is at this page, so that what stands before their eyes is not mailed as well. Told to nobody.

const EVERY = 30000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "focus"];

export function sayActive(socket) {
  let said = Date.now(); // opening the page has told the server
  const say = () => {
    if (document.visibilityState !== "visible" || Date.now() - said < EVERY) return;
    said = Date.now();
    if (socket.send({ type: "active" })) return;
    const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
    fetch("/api/v1/conversations/active/", { method: "POST", headers }).catch(() => {}); // without a line the mail may come
  };
  for (const sign of SIGNS) addEventListener(sign, say, { passive: true, capture: true });
}
