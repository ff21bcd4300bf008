// Single keys for what an agent does all day. Silent while somebody types, and with any modifier held.

export function onKey(handle) {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=radio]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (handle(event.key.toLowerCase())) event.preventDefault();
  });
}
