/* A day that is the same as another one until somebody chooses its own: the billing date of a period
   and its last day. */
export function startFollowing(): void {
  for (const follower of document.querySelectorAll<HTMLInputElement>("input[data-follows]")) {
    const name = follower.dataset["follows"] ?? "";
    const leader = follower.form?.elements.namedItem(name);
    if (leader instanceof HTMLInputElement) follow(follower, leader);
  }
}

function follow(follower: HTMLInputElement, leader: HTMLInputElement): void {
  let before = leader.value;
  leader.addEventListener("change", () => {
    if (follower.value === before || follower.value === "") follower.value = leader.value;
    before = leader.value;
  });
}
