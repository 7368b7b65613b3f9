// An input[data-copy] gets a button that copies what stands in it. Without script the address is selected and copied by hand.
for (const input of document.querySelectorAll("input[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.dataset.size = "small";
  button.textContent = input.dataset.copy;
  button.addEventListener("click", async () => {
    input.select();
    try {
      await navigator.clipboard.writeText(input.value);
      button.textContent = input.dataset.copied;
    } catch {
      // Not allowed here: the address stays selected, ready for the keys.
    }
  });
  input.after(button);
}
