/* The editor of a playbook by keyboard: Enter adds a step below, Alt+up and Alt+down move it, Alt+Delete takes it
   out, up and down go from step to step, Ctrl+S saves. Without a script the buttons of each row do the same. */
(() => {
  "use strict";

  const form = document.getElementById("playbook-editor");
  if (!form) return;
  const list = document.getElementById("editor-steps");
  const mould = document.getElementById("editor-row");
  const words = list.dataset;
  let dirty = false;

  const rows = () => [...list.children];
  const title = (row) => row.querySelector("[name=step_title]");

  function renumber() {
    rows().forEach((row, index) => {
      row.querySelector(".editor-number").textContent = index + 1;
      row.querySelectorAll("[data-says]").forEach((control) => {
        control.setAttribute("aria-label", `${words.step} ${index + 1}: ${control.dataset.says}`);
      });
      row.querySelectorAll("button[name=act]").forEach((button) => {
        button.value = `${button.value.split(":")[0]}:${index + 1}`;
      });
    });
    dirty = true;
  }

  function add(after) {
    const row = mould.content.firstElementChild.cloneNode(true);
    if (after) {
      ["step_phase", "step_role", "step_anchor", "step_minutes"].forEach((name) => {
        row.querySelector(`[name=${name}]`).value = after.querySelector(`[name=${name}]`).value;
      });
      after.after(row);
    } else {
      list.append(row);
    }
    renumber();
    title(row).focus();
    planner.announce(words.added);
  }

  function move(row, by) {
    const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    const active = document.activeElement;
    if (by < 0) other.before(row);
    else other.after(row);
    renumber();
    active.focus();
    planner.announce(`${words.moved} ${rows().indexOf(row) + 1}`);
  }

  function remove(row) {
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    renumber();
    if (next) title(next).focus();
    else document.getElementById("editor-add").focus();
    planner.announce(words.removed);
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=act]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li");
    const act = button.value.split(":")[0];
    if (act === "add") add(row);
    if (act === "up") move(row, -1);
    if (act === "down") move(row, 1);
    if (act === "remove") remove(row);
  });

  document.getElementById("editor-add").addEventListener("click", (event) => {
    event.preventDefault();
    add(rows().at(-1));
  });

  list.addEventListener("keydown", (event) => {
    const row = event.target.closest("li");
    if (!row) return;
    const inTitle = event.target.name === "step_title";
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      move(row, event.key === "ArrowUp" ? -1 : 1);
    } else if (event.altKey && event.key === "Delete") {
      event.preventDefault();
      remove(row);
    } else if (event.key === "Enter" && event.target.tagName !== "BUTTON") {
      event.preventDefault();
      if (inTitle) add(row);
    } else if (inTitle && !event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const other = event.key === "ArrowUp" ? row.previousElementSibling : row.nextElementSibling;
      if (other) {
        event.preventDefault();
        title(other).focus();
      }
    }
  });

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
