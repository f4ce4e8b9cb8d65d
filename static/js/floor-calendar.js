/* A calendar on a wall loads itself anew every quarter of an hour, unless somebody is reading it with the keyboard. */
(() => {
  "use strict";

  const EVERY_MS = 900000;
  window.setInterval(() => {
    if (document.activeElement === document.body) window.location.reload();
  }, EVERY_MS);
})();
