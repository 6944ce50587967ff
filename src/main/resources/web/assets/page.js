// What HTML alone cannot do: dialogs, copying, messages that go away. Without this file the same
// links and forms work as pages of their own.
"use strict";

const dialog = document.getElementById("dialog");
const snacks = document.getElementById("snacks");

// Dialogs: htmx fills #dialog, this opens it. Closing empties it, so that a shown token is gone.
document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== dialog || dialog.childElementCount === 0) {
        return;
    }
    if (!dialog.open) {
        dialog.showModal();
    }
    (dialog.querySelector("[aria-invalid=true]") ?? dialog.querySelector("[autofocus]"))?.focus();
    dialog.querySelector("[data-once] input")?.select();
});
// Not while its form is asking: an answer finds its places from where the question came.
function empty() {
    if (!dialog.open && !dialog.querySelector(".htmx-request")) {
        dialog.replaceChildren();
    }
}
dialog.addEventListener("close", empty);
document.addEventListener("htmx:afterRequest", empty);
document.addEventListener("close-dialog", () => {
    if (dialog.open) {
        dialog.close();
        document.getElementById("title")?.focus();
    }
});

// What was pressed went away with its answer: go on from there, not from the top of the page.
document.addEventListener("focus-on", (event) => {
    (document.getElementById(event.detail.value) ?? document.getElementById("title"))?.focus();
});

// The account menu closes as menus do.
const account = document.querySelector(".account");
document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && account.open) {
        account.open = false;
        account.querySelector("summary").focus();
    }
});

document.addEventListener("click", (event) => {
    if (!account.contains(event.target)) {
        account.open = false;
    }
    const hit = (selector) => event.target.closest(selector);
    if (hit("#dialog [data-close]")) {
        event.preventDefault();
        dialog.close();
        // At once, and not when its event comes: a token shown once must be gone.
        empty();
    } else if (hit("[data-dialog]") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        const link = hit("[data-dialog]");
        htmx.ajax("GET", link.href, { source: link, target: "#dialog" });
    } else if (hit("[data-close-snack]")) {
        hit(".snack").remove();
    } else if (hit("[data-copy]")) {
        copy(hit("[data-copy]"));
    } else if (hit("[data-eye]")) {
        look(hit("[data-eye]"));
    }
});

// The clipboard API is missing on plain http; then the old command, and at last the person's hand.
async function copy(button) {
    const field = document.getElementById(button.dataset.copy);
    let copied = false;
    try {
        await navigator.clipboard.writeText(field.value);
        copied = true;
    } catch {
        field.focus();
        field.select();
        copied = document.execCommand("copy");
    }
    button.querySelector("span").textContent =
        copied ? button.dataset.copied : button.dataset.select;
}

function look(button) {
    const field = document.getElementById(button.dataset.eye);
    const show = field.type === "password";
    field.type = show ? "text" : "password";
    button.setAttribute("aria-pressed", String(show));
    button.querySelector("i").className = show ? "bi bi-eye-slash-fill" : "bi bi-eye-fill";
}

// Good news goes by itself; bad news stays until it is closed. The same news is told once.
function fade() {
    const told = new Set();
    for (const snack of [...snacks.children].reverse()) {
        const text = snack.textContent.trim();
        if (told.has(text)) {
            snack.remove();
        }
        told.add(text);
    }
    for (const snack of snacks.querySelectorAll(".snack-good:not([data-fading])")) {
        snack.dataset.fading = "";
        setTimeout(() => snack.remove(), 6000);
    }
}
new MutationObserver(fade).observe(snacks, { childList: true, subtree: true });
fade();

// Somebody signed in anew in one form: no other asks for it any more.
document.addEventListener("signed-in", () => {
    document.querySelectorAll("[data-again]").forEach((asked) => asked.replaceChildren());
});

// Marks the fields whose error text came or went.
document.addEventListener("htmx:oobAfterSwap", () => {
    for (const error of document.querySelectorAll("[data-error-of]")) {
        const field = document.getElementById(error.dataset.errorOf);
        field.toggleAttribute("aria-invalid", false);
        if (error.textContent) {
            field.setAttribute("aria-invalid", "true");
        }
    }
});

// A request that failed: what the server said in a line of text, else that it said nothing.
function failed(event) {
    const answer = event.detail.xhr;
    const snack = document.getElementById("unreachable").content.cloneNode(true);
    if (answer?.getResponseHeader("Content-Type")?.startsWith("text/plain")) {
        snack.querySelector("span").textContent = answer.responseText.slice(0, 300);
    }
    snacks.append(snack);
}
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:responseError", failed);
