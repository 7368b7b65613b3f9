// A radio inside form[data-autosubmit] is its own button. Without script the form's button does the same.
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-autosubmit]");
  if (!form || event.target.type !== "radio") return;
  // htmx listens to submit too, so one way serves both; the browser's own is the fallback.
  form.requestSubmit(form.querySelector("[type=submit]"));
});

for (const button of document.querySelectorAll("form[data-autosubmit] [data-without-script]")) {
  button.hidden = true;
}
