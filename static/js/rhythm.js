// A link that fills the form does it here, so that what was typed and never sent stays. Without script it is a link to
// the same form filled in. `data-fills` names the fields that are taken from its address.
const form = document.querySelector("#pattern");

function fill(name, value) {
  const field = form.elements[name];
  if (!field) return;
  if (field instanceof HTMLSelectElement && ![...field.options].some((option) => option.value === value)) {
    field.add(new Option(value, value));
  }
  field.value = value;
  field.closest("details")?.setAttribute("open", "");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-fills]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const address = new URL(link.href).searchParams;
  for (const name of link.dataset.fills.split(" ")) fill(name, address.get(name) ?? "");
  form.elements.on.dispatchEvent(new Event("change", { bubbles: true }));
  form.querySelector("h2").scrollIntoView();
  form.elements[link.dataset.fills.split(" ")[0]].focus({ preventScroll: true });
});
