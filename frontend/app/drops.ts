/* A place to drop files says what was chosen and shows that something hovers above it. */
function sayChosen(input: HTMLInputElement): void {
  const output = input.closest("[data-drop]")?.querySelector("output");
  if (output) output.textContent = [...(input.files ?? [])].map((file) => file.name).join(", ");
}

export function startDrops(): void {
  document.addEventListener("change", (event) => {
    const input = event.target as HTMLInputElement;
    if (input.type === "file") sayChosen(input);
  });
  for (const [name, over] of [["dragenter", true], ["dragleave", false], ["drop", false]] as const) {
    document.addEventListener(name, (event) => {
      (event.target as Element).closest?.("[data-drop]")?.toggleAttribute("data-over", over);
    });
  }
}
