/* Rows of a form by keyboard: Enter adds a row below, Alt+up and Alt+down move it, Alt+Delete takes it out, up and
   down go from row to row. Without a script the buttons of each row do the same.

   <ol data-rows="way" data-mould="way-mould" data-main="way_value" data-alike="" data-add="way-add" data-row="Way">:
   the prefix, the template of an empty row, the field where typing begins, the fields that a new row takes from the
   one above, the button that adds one at the end, and the words. */
(() => {
  "use strict";

  const { announce } = window.planner;

  function tend(list) {
    const mould = document.getElementById(list.dataset.mould);
    const addButton = document.getElementById(list.dataset.add);
    const words = list.dataset;
    const rows = () => [...list.children];
    const main = (row) => row.querySelector(`[name=${words.main}]`);

    function renumber() {
      rows().forEach((row, index) => {
        row.querySelectorAll("[data-number]").forEach((one) => {
          one.textContent = index + 1;
        });
        row.querySelectorAll("[data-says]").forEach((control) => {
          control.setAttribute("aria-label", `${words.row} ${index + 1}: ${control.dataset.says}`);
        });
        row.querySelectorAll("button[name=act]").forEach((button) => {
          button.value = `${button.value.split(":")[0]}:${index + 1}`;
        });
      });
      addButton.value = `add:${rows().length}`;
      list.dispatchEvent(new Event("input", { bubbles: true }));
    }

    function add(after) {
      const row = mould.content.firstElementChild.cloneNode(true);
      (words.alike || "").split(" ").filter(Boolean).forEach((name) => {
        if (after) row.querySelector(`[name=${name}]`).value = after.querySelector(`[name=${name}]`).value;
      });
      if (after) after.after(row);
      else list.append(row);
      renumber();
      main(row).focus();
      announce(words.added);
    }

    function move(row, by) {
      const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      const active = document.activeElement;
      if (by < 0) other.before(row);
      else other.after(row);
      renumber();
      active.focus();
      announce(`${words.moved} ${rows().indexOf(row) + 1}`);
    }

    function remove(row) {
      const next = row.nextElementSibling || row.previousElementSibling;
      row.remove();
      renumber();
      if (next) main(next).focus();
      else addButton.focus();
      announce(words.removed);
    }

    const acts = { add, remove, up: (row) => move(row, -1), down: (row) => move(row, 1) };

    list.addEventListener("click", (event) => {
      const button = event.target.closest("button[name=act]");
      if (!button) return;
      event.preventDefault();
      acts[button.value.split(":")[0]](button.closest("li"));
    });

    addButton.addEventListener("click", (event) => {
      event.preventDefault();
      add(rows().at(-1));
    });

    list.addEventListener("keydown", (event) => {
      const row = event.target.closest("li");
      if (!row) return;
      const inMain = event.target === main(row);
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (event.altKey && by) {
        event.preventDefault();
        move(row, by);
      } else if (event.altKey && event.key === "Delete") {
        event.preventDefault();
        remove(row);
      } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && event.target.tagName === "INPUT") {
        event.preventDefault();
        if (inMain || event.target.dataset.enters) add(row);
      } else if (inMain && by) {
        const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
        if (!other) return;
        event.preventDefault();
        main(other).focus();
      }
    });
  }

  document.querySelectorAll("[data-rows]").forEach(tend);
})();
