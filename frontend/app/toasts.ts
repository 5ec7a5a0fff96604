/* A sentence at the foot of the page that stays until it is read: failures do not go by themselves. */
const PASSING = 6000;

export function say(sentence: string, { stays = true, act }: { stays?: boolean; act?: { label: string; href: string } } = {}): void {
  const place = document.querySelector("[data-toasts]");
  if (!place || place.textContent?.includes(sentence)) return;
  const note = document.createElement("div");
  note.className = "ls-note";
  const words = document.createElement("div");
  words.textContent = sentence;
  if (act) {
    const link = document.createElement("a");
    link.href = act.href;
    link.textContent = act.label;
    words.append(" ", link);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.className = "ls-close";
  close.dataset["dismiss"] = "";
  close.setAttribute("aria-label", "Dismiss");
  close.textContent = "×";
  note.append(words, close);
  place.append(note);
  if (!stays) setTimeout(() => note.remove(), PASSING);
}
