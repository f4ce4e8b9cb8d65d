/* The editor of a playbook: Ctrl+S saves, and leaving with something unsaved asks first. Its rows are rows.js's. */
(() => {
  "use strict";

  const form = document.getElementById("playbook-editor");
  if (!form) return;
  let dirty = false;

  form.addEventListener("input", () => {
    dirty = true;
  });
  form.addEventListener("submit", () => {
    dirty = false;
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit(document.getElementById("editor-save"));
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
})();
