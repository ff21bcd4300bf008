// A box of lines that grows at its foot (data-log names whose lines they are). Lines that are there already
// stay as they are, so that selections hold and screen readers read each line once; the box follows the
// newest line, unless the reader has scrolled up.

const NEAR_PX = 32;

/** True when the box in `element` took over what is new in `fresh`; false when there is another box. */
export function grow(element, fresh) {
  const [box, next] = [element, fresh].map((root) => root.querySelector("[data-log]"));
  if (!box || box.dataset.log !== next?.dataset.log) return false;
  const follows = isAtFoot(box);
  growList(box.querySelector("[data-finished]"), next.querySelector("[data-finished]"));
  const unfinished = next.querySelector("[data-unfinished]");
  box.querySelector("[data-unfinished]").replaceChildren(...unfinished.childNodes);
  if (follows) toFoot(box);
  return true;
}

export function showNewest(root) {
  root.querySelectorAll("[data-log]").forEach(toFoot);
}

function growList(list, next) {
  const lines = [...list.children];
  const wanted = [...next.children];
  const first = wanted.length ? lines.findIndex((line) => line.isEqualNode(wanted[0])) : -1;
  lines.splice(0, first < 0 ? lines.length : first).forEach((line) => line.remove());
  let same = 0;
  while (same < lines.length && wanted[same]?.isEqualNode(lines[same])) same += 1;
  lines.slice(same).forEach((line) => line.remove());
  list.append(...wanted.slice(same));
}

function isAtFoot(box) {
  return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
}

function toFoot(box) {
  box.scrollTop = box.scrollHeight;
}
