/* The floor page keeps itself up to date: it asks whether anything changed, and takes the lists when it did.
   Without this script the page loads itself anew every two minutes. */
(() => {
  "use strict";

  const EVERY_MS = 30000;
  const floor = document.getElementById("floor");
  const connection = document.getElementById("connection");
  if (!floor) return;

  const mark = () => floor.firstElementChild.dataset.mark;

  async function look() {
    try {
      const response = await fetch(`${floor.dataset.floor}?mark=${encodeURIComponent(mark())}`, {
        credentials: "same-origin",
      });
      connection.hidden = true;
      if (response.status === 404) {
        window.location.reload();
      } else if (response.status === 200) {
        // While somebody is on a link in the lists, they stay as they are until the next look.
        if (floor.contains(document.activeElement)) return;
        floor.innerHTML = await response.text();
      }
    } catch {
      connection.hidden = false;
    }
  }

  window.setInterval(() => {
    if (!document.hidden) look();
  }, EVERY_MS);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look();
  });
})();
