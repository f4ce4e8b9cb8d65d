/* Choosing people: tick a whole page of the list at once. */
(() => {
  "use strict";

  const all = document.querySelector("[data-tick-all]");
  if (!all) return;
  const boxes = Array.from(all.form.querySelectorAll('input[name="person"]'));

  function show() {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = boxes.length > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }

  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  all.form.addEventListener("change", show);
  show();
})();
