/* Light, dark, or as the system: kept in a cookie, so that the server writes the choice into the
   page and nothing flashes. */
const YEAR = 365 * 24 * 3600;

type Theme = "" | "light" | "dark";

function chosenTheme(): Theme {
  const kept = document.documentElement.dataset["bsTheme"];
  return kept === "light" || kept === "dark" ? kept : "";
}

function keep(theme: Theme): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const age = theme === "" ? 0 : YEAR;
  document.cookie = `theme=${theme}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
}

function show(theme: Theme): void {
  if (theme === "") delete document.documentElement.dataset["bsTheme"];
  else document.documentElement.dataset["bsTheme"] = theme;
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset["themeChoice"] === theme));
  }
}

export function startThemeChoice(): void {
  show(chosenTheme());
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-theme-choice]");
    if (!button) return;
    const theme = (button.dataset["themeChoice"] ?? "") as Theme;
    keep(theme);
    show(theme);
  });
}
