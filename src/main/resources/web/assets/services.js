// Tells what an entry looks like while it is typed, by the patterns that the page brings.
"use strict";

document.addEventListener("input", (event) => {
    const field = event.target;
    const place = document.querySelector(`[data-look-of="${CSS.escape(field.id)}"]`);
    if (!place) {
        return;
    }
    const entry = field.value.trim();
    const looks = document.querySelectorAll(`[data-looks-of="${CSS.escape(field.id)}"] li`);
    const look = entry === ""
        ? undefined
        : [...looks].find((one) => new RegExp(one.dataset.pattern).test(entry));
    const text = look?.textContent ?? "";
    // Only what is new: a screen reader says it each time it is set.
    if (place.textContent !== text) {
        place.textContent = text;
        place.className = `service-look needs-script look-${look?.dataset.tone ?? "plain"}`;
    }
    // The end that was entered belongs to the token before this one.
    const ends = document.querySelector(`[data-ends-of="${CSS.escape(field.id)}"]`);
    if (ends && entry !== "" && ends.value === ends.defaultValue) {
        ends.value = "";
    }
});
