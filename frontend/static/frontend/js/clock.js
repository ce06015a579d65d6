// "3 hours ago" stays true while the page is open. The server's clock counts: this computer's may be wrong.

const language = document.documentElement.lang;
const offset = Date.parse(document.body.dataset.now ?? "") - Date.now();
const steps = [["day", 86400], ["hour", 3600], ["minute", 60]];

function words(format, seconds) {
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size * (unit === "minute" ? 1 : 1.1)) return format.format(Math.round(seconds / size), unit);
  }
  return format.format(0, "minute");
}

if (Intl.RelativeTimeFormat.supportedLocalesOf(language).length && !Number.isNaN(offset)) {
  const format = new Intl.RelativeTimeFormat(language, { numeric: "always" });
  const refresh = () => {
    for (const time of document.querySelectorAll("time[data-ago]")) {
      const seconds = (Date.parse(time.dateTime) - Date.now() - offset) / 1000;
      if (Math.abs(seconds) < 6 * 86400) time.textContent = words(format, seconds);
    }
  };
  setInterval(refresh, 60000);
}
