/* Saying things to a screen reader, on pages of the planner and on personal ones. Comes before whoever says something. */
window.planner = {
  announce(text, { urgent = false } = {}) {
    const region = document.getElementById(urgent ? "announce-now" : "announce");
    if (!region) return;
    region.textContent = "";
    // The pause makes a screen reader say the same words twice when they happen twice.
    window.setTimeout(() => {
      region.textContent = text;
    }, 60);
  },
};
