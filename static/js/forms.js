// After a failed post the summary has the focus. A form goes out once, however often its button is pressed.
document.querySelector("form [role=alert], [role=alert][tabindex]")?.focus();

const buttons = (form) => [...form.elements].filter((control) => control.type === "submit");

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.method === "get") return;
  // After this turn, or the pressed button's own name and value would not be sent.
  setTimeout(() => {
    for (const button of buttons(form)) {
      button.dataset.sent = "";
      button.disabled = true;
    }
  });
});

function reopen() {
  for (const button of document.querySelectorAll("button[data-sent]")) {
    delete button.dataset.sent;
    button.disabled = false;
  }
}

addEventListener("pageshow", reopen);
document.addEventListener("htmx:afterRequest", reopen);
