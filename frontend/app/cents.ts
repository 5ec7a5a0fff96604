/* Exact sums for previews: amounts as whole cents. The server's figures replace what is shown. */
export function cents(text: string | undefined): bigint {
  const found = /^(-?)(\d+)(?:\.(\d{1,2})\d*)?$/.exec((text ?? "").trim());
  if (!found) return 0n;
  const size = BigInt(found[2] ?? "0") * 100n + BigInt((found[3] ?? "").padEnd(2, "0"));
  return found[1] === "-" ? -size : size;
}

export function written(amount: bigint): string {
  const size = amount < 0n ? -amount : amount;
  const whole = new Intl.NumberFormat(document.documentElement.lang || "en").format(size / 100n);
  const part = String(size % 100n).padStart(2, "0");
  return `${amount < 0n ? "\u2212" : ""}${whole}.${part}`;
}

/* A percentage of an amount, half a cent rounded away from zero; null when it is not a figure. */
export function share(amount: bigint, percent: string): bigint | null {
  const found = /^(-?)(\d{1,9})(?:\.(\d{0,6}))?$/.exec(percent.trim().replace(",", ".").replace(/\s*%$/, ""));
  if (!found) return null;
  const millionths = BigInt(found[2] ?? "0") * 1_000_000n + BigInt((found[3] ?? "").padEnd(6, "0"));
  const scale = 100_000_000n;
  const product = amount * (found[1] === "-" ? -millionths : millionths);
  const half = product < 0n ? -scale / 2n : scale / 2n;
  return (product + half) / scale;
}
