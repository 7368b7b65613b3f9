// A radio inside form[data-autosubmit] is its own button for a pointer. Whoever moves through the answers with the keys
// would send each on the way, so for them the form's own button comes back. Without script it never went.
let byKeys = false;

function showButtons(shown) {
  for (const button of document.querySelectorAll("form[data-autosubmit] [data-without-script]")) button.hidden = !shown;
}

document.addEventListener("pointerdown", () => {
  byKeys = false;
});

document.addEventListener("keydown", (event) => {
  byKeys = true;
  if (event.target.closest?.("form[data-autosubmit]")) showButtons(true);
});

document.addEventListener("focusin", (event) => {
  if (byKeys && event.target.closest("form[data-autosubmit]")) showButtons(true);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-autosubmit]");
  if (!form || byKeys || event.target.type !== "radio") return;
  // htmx listens to submit too, so one way serves both; the browser's own is the fallback.
  form.requestSubmit(form.querySelector("[type=submit]"));
});

showButtons(false);
