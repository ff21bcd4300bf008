// What every page does: keep its times fresh, its live parts true, its forms comfortable.
import { keepTimes } from "./times.js";
import { Live } from "./live.js";
import { improveForms } from "./forms.js";

keepTimes();
improveForms();
Live.ofPage()?.start();
// A hand-held screen shows a part of the tabs: the one we are at is in it.
document.querySelector(".bar nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
