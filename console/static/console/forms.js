// Forms that work without this, made comfortable: choices that submit themselves, questions before what
// cannot be taken back, and `data-post` forms that change the server and leave the page where it is.
import { post, toast } from "./post.js";

export function improveForms() {
  document.addEventListener("change", ({ target }) => {
    if (target.matches("[data-submit]")) target.form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm && !confirm(form.dataset.confirm)) event.preventDefault();
    else if ("post" in form.dataset) sendInPlace(event, form);
  });
  for (const pair of document.querySelectorAll("[data-fill-login]")) {
    pair.addEventListener("click", () => fill(pair.dataset.fillLogin, pair.dataset.fillPassword));
  }
}

async function sendInPlace(event, form) {
  event.preventDefault();
  const fields = new FormData(form, event.submitter);
  if (form.matches("[popover]")) form.hidePopover();
  try {
    const { message } = await post(form.action, fields);
    if (message) toast(message);
  } catch (failure) {
    toast(failure.message);
  }
  document.dispatchEvent(new Event("ramal:changed"));
}

function fill(login, password) {
  document.getElementById("login").value = login;
  document.getElementById("password").value = password;
  document.querySelector("form button.btn-primary").focus();
}
