// Says when the line is gone, and when it is back.

const banner = document.querySelector("[data-offline]");
if (banner) {
  const words = banner.textContent;
  const show = () => {
    banner.hidden = navigator.onLine;
    banner.textContent = navigator.onLine ? "" : words;
  };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
}
