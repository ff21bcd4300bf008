// Sends a form to the server on the page's behalf. Fails with the server's own sentence.

export class Failed extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export async function post(url, fields = {}, options = {}) {
  const token = document.querySelector("meta[name=csrf-token]").content;
  const response = await fetch(url, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": token },
    body: new URLSearchParams(fields),
    redirect: "error",
    ...options,
  });
  const answer = response.status === 204 ? {} : await response.json().catch(() => ({}));
  if (!response.ok) throw new Failed(answer.error ?? `${response.status} ${response.statusText}`, response.status);
  return answer;
}

let hiding = 0;

/** A line at the foot of the page, gone after a while. */
export function toast(message) {
  const line = document.getElementById("toast");
  line.textContent = message;
  line.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { line.hidden = true; }, 8000);
}
