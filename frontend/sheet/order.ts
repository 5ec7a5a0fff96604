/** Orders of things of which others may know more or fewer: nothing is lost, nothing is doubled. */

/** Puts things in the wanted order; what it does not name stays behind its predecessor. */
export function arranged<T>(current: readonly T[], wanted: readonly T[]): T[] {
  const here = new Set(current);
  const named = [...new Set(wanted)].filter((one) => here.has(one));
  const known = new Set(named);
  const behind = new Map<T | null, T[]>();
  let last: T | null = null;
  for (const one of current) {
    if (known.has(one)) last = one;
    else if (behind.has(last)) behind.get(last)?.push(one);
    else behind.set(last, [one]);
  }
  return [...(behind.get(null) ?? []), ...named.flatMap((one) => [one, ...(behind.get(one) ?? [])])];
}

/** Puts things in, each behind another one, which may be new too; null is the head. */
export function withAdded<T>(current: readonly T[], added: readonly (readonly [one: T, after: T | null])[]): T[] {
  const known = new Set(current);
  const following = new Map<T | null, T[]>();
  for (const [one, after] of added) {
    const place = after === null || known.has(after) ? after : (current.at(-1) ?? null);
    known.add(one);
    if (following.has(place)) following.get(place)?.push(one);
    else following.set(place, [one]);
  }
  const result: T[] = [];
  const waiting = [...current].reverse();
  const put = (place: T | null): void => {
    const more = following.get(place);
    following.delete(place);
    if (more) waiting.push(...more.reverse());
  };
  put(null);
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    result.push(one);
    put(one);
  }
  return result;
}
