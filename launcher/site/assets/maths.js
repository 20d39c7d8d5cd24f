// Formulas stand in the page as \(...\) and \[...\], where pymdownx.arithmatex left them.
document.addEventListener("DOMContentLoaded", () => {
    for (const element of document.querySelectorAll(".arithmatex")) {
        const display = element.textContent.startsWith("\\[");
        katex.render(element.textContent.slice(2, -2), element, { displayMode: display, throwOnError: false });
    }
});
