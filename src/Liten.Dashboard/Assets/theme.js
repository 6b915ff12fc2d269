// Not a module, so that it runs before the first paint: the page never flashes in the wrong colours.
(() => {
  const chosen = localStorage.getItem("liten-theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
})();
