/* Ticks in the register: how many, said aloud; all of a page at once; a tick chooses "ticked" again. */
(() => {
  "use strict";

  const ticks = () => Array.from(document.querySelectorAll('input[name="person"][form="bulk"]'));

  function count() {
    const shown = document.getElementById("ticked");
    if (!shown) return;
    const all = ticks();
    const ticked = all.filter((tick) => tick.checked).length;
    shown.textContent = String(ticked);
    const whole = document.getElementById("tick-all");
    whole.checked = ticked > 0 && ticked === all.length;
    whole.indeterminate = ticked > 0 && ticked < all.length;
    return ticked;
  }

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.id === "tick-all") for (const tick of ticks()) tick.checked = box.checked;
    else if (!box.matches('input[name="person"][form="bulk"]')) return;
    const ticked = count();
    document.querySelector('#bulk input[name="whom"][value="ticked"]').checked = true;
    const words = document.getElementById("ticked").dataset;
    window.planner.announce(ticked === 1 ? words.one : words.many.replace("%d", String(ticked)));
  });

  // Coming back, the browser may have kept the ticks.
  window.addEventListener("pageshow", count);
  document.addEventListener("htmx:load", count);
})();
