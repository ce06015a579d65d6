// A form is sent once, and what is wrong gets the focus.

function release(form) {
  delete form.dataset.busy;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-once]") || event.defaultPrevented) return;
  if (form.dataset.busy) {
    event.preventDefault();
    return;
  }
  form.dataset.busy = "yes";
  const button = event.submitter ?? form.querySelector("button:not([type=button])");
  button?.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), 15000); // a line that died must not leave the button dead
});

// the page came back from the browser's memory: it may be sent again
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-busy]").forEach(release);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form[data-once]");
  if (form) release(form);
});

function focusErrors(root) {
  const first = root.querySelector("[data-focus]");
  if (first) first.focus();
}
focusErrors(document);
document.addEventListener("htmx:afterSettle", (event) => {
  focusErrors(event.target);
  if (event.target.id === "main") event.target.focus({ preventScroll: true }); // another page of a list: read on from its top
});
