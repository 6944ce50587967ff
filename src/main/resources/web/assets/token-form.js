// The form of a token's terms says what the choice allows, and hands a preset on to be refined; the
// box for found tokens forgets them.
"use strict";

(() => {
    const fill = (sentence, value) => sentence.replace("{0}", () => value);

    // What the levels that are picked allow.
    function picked(permissions) {
        const chosen = (level) =>
            [...permissions.querySelectorAll(`input[value=${level}]:checked`)]
                .map((input) => input.name.replace("level.", "")).sort().join(", ");
        const parts = ["read", "write"]
            .filter((level) => chosen(level))
            .map((level) => fill(permissions.dataset[level], chosen(level)));
        return parts.join(" ") || permissions.dataset.nothing;
    }

    function say() {
        const permissions = document.getElementById("permissions");
        const mode = permissions?.querySelector("[name=mode]:checked");
        if (mode) {
            document.getElementById("levels-sum").textContent =
                mode.dataset.allows ?? picked(permissions);
        }
    }

    // Who goes on to custom begins with what the preset has.
    function take(preset) {
        const levels = new Map(preset.split(" ").map((level) => level.split(":")));
        for (const input of document.querySelectorAll("#levels input")) {
            input.checked = input.value === (levels.get(input.name.replace("level.", "")) ?? "none");
        }
    }

    document.addEventListener("change", (event) => {
        if (event.target.dataset?.levels) {
            take(event.target.dataset.levels);
        }
        if (event.target.closest("#permissions")) {
            say();
        }
    });
    document.addEventListener("htmx:afterSwap", (event) => {
        say();
        // A found token was looked up: it stays no longer than its answer needed it.
        if (event.target.id === "identify-answer") {
            document.querySelector(".identify-form").reset();
        }
    });
    say();
})();
