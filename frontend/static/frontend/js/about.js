// More about one message, in place; without script the same link leads to a page. Jumps to messages that are on the page.

export function aboutInPlace(lines) {
  const dialog = document.getElementById("about");
  const inside = dialog.querySelector("[data-inside]");

  document.querySelector("[data-talk]").addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const jump = event.target.closest("[data-jump]");
    if (jump) {
      if (lines.goTo(jump.dataset.jump)) event.preventDefault();
      return;
    }
    const link = event.target.closest("[data-more], [data-edited] a");
    if (!link) return;
    event.preventDefault();
    try {
      const answer = await fetch(link.href, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(15000) });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      inside.innerHTML = await answer.text(); // our own page's inside
      dialog.showModal();
    } catch {
      location.href = link.href;
    }
  });

  inside.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-leave")) return;
    event.preventDefault();
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(15000) });
      if (answer.status !== 204) throw new Error(answer.status);
      dialog.close();
    } catch {
      form.setAttribute("data-leave", "");
      form.submit();
    }
  });
}
