// Telephone numbers as people write and read them. Inside everything is E.164.

const KEPT = "ramal.phone.number";

export const E164 = /^\+[1-9]\d{6,14}$/;

/** Without what people put between digits; a number typed without its plus gets it. */
export function plain(number) {
  const digits = number.replace(/[\s().-]/g, "");
  return /^[1-9]\d{9,}$/.test(digits) ? `+${digits}` : digits;
}

/** Brazilian numbers in the groups that Brazilians read; others as they are. */
export function pretty(number) {
  const brazilian = /^\+55(\d\d)(\d{4,5})(\d{4})$/.exec(number);
  return brazilian ? `+55 ${brazilian[1]} ${brazilian[2]}-${brazilian[3]}` : number;
}

/** A mobile of São Paulo that nobody chose. */
export function anyMobile() {
  const digits = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte % 10);
  return `+55119${digits.join("")}`;
}

/** The own number of the last visit; a browser that forbids storage has none. */
export function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

export function keep(number) {
  try {
    localStorage.setItem(KEPT, number);
  } catch {
    // it is kept for this visit only
  }
}
