/* The sorting desk: how many are chosen, and a list of elements that narrows as you type. The page works without it. */
(() => {
  "use strict";

  const form = document.getElementById("sorting");
  if (!form) return;

  const said = form.querySelector("[data-chosen]");

  function chosen() {
    const boxes = form.querySelectorAll(".wish input:checked");
    said.textContent = boxes.length ? said.dataset.some.replace("%(number)s", String(boxes.length)) : said.dataset.none;
    const title = form.elements.title;
    // One ask alone usually names the element; whatever was typed stays.
    if (title && !title.dataset.typed) {
      title.value = boxes.length === 1 ? boxes[0].closest(".wish").querySelector(".wish-text").textContent.slice(0, 120) : "";
    }
  }

  form.addEventListener("change", (event) => {
    if (event.target.closest(".wish")) chosen();
  });

  form.elements.title?.addEventListener("input", (event) => {
    event.target.dataset.typed = event.target.value ? "yes" : "";
  });

  for (const field of form.querySelectorAll("[data-filter-list]")) {
    const list = document.querySelector(field.dataset.filterList);
    field.addEventListener("input", () => {
      const parts = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of list.children) {
        const text = row.textContent.toLowerCase();
        row.hidden = !parts.every((part) => text.includes(part));
      }
    });
    field.addEventListener("keydown", (event) => {
      // Enter in the finder must not send the form.
      if (event.key === "Enter") event.preventDefault();
    });
  }

  if (form.elements.title?.value) form.elements.title.dataset.typed = "yes";
  chosen();
})();
