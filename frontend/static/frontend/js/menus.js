// Menus are <details>: they open without script. With it, one is open at a time, Escape and a click elsewhere close it.

const open = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
});
document.addEventListener("focusin", (event) => {
  for (const menu of open()) if (menu.matches(".menu") && !menu.contains(event.target)) menu.open = false;
});

// A row of links that is wider than the screen begins where the reader is.

function show(root) {
  for (const link of root.querySelectorAll(".nav ul [aria-current], .tabs [aria-current]")) {
    const row = link.closest("ul");
    const over = link.offsetLeft + link.offsetWidth + 24 - row.clientWidth;
    if (over > 0) row.scrollLeft = Math.min(over, link.offsetLeft);
  }
}

show(document);
document.addEventListener("htmx:afterSwap", (event) => show(event.target));
