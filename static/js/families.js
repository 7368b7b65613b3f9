// A list in families: a search that filters as one types, and summaries that name what is chosen inside.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
const names = (labels) => labels.map((label) => label.querySelector("[data-name]").textContent).join(", ");

function enhance(list) {
  const search = list.querySelector("[data-search]");
  const field = search.querySelector("input");
  const status = search.querySelector("[role=status]");
  const families = [...list.querySelectorAll("details")].map((fold) => ({
    fold,
    name: plain(fold.querySelector(".drawer-name").textContent),
    labels: [...fold.querySelectorAll("label")],
  }));
  let before = null; // which folds were open when the search began

  const chosen = ({ labels }) => labels.filter((label) => label.control.checked);

  function filter() {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    before ??= families.map(({ fold }) => fold.open);
    let found = 0;
    families.forEach((family, index) => {
      const fits = (label) => words.every((word) => `${family.name} ${plain(label.textContent)}`.includes(word));
      const shown = family.labels.filter(fits);
      for (const label of family.labels) label.hidden = !shown.includes(label);
      found += shown.length;
      // A family with something chosen stays in sight: its summary tells what.
      family.fold.hidden = !shown.length && !chosen(family).length;
      family.fold.open = words.length ? shown.length > 0 : before[index];
    });
    status.textContent = found ? "" : status.dataset.none;
    if (!words.length) before = null;
  }

  field.addEventListener("input", filter);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // it would send the form
  });
  list.addEventListener("change", (event) => {
    const family = families.find(({ fold }) => fold.contains(event.target));
    if (family) family.fold.querySelector("[data-chosen]").textContent = names(chosen(family));
  });
  search.hidden = false;
}

document.querySelectorAll("[data-families]").forEach(enhance);
