// Draws the one diagram that the page sends. It runs in a sandbox without an origin, where the text
// of a diagram, which anybody may have written, can reach nothing.

addEventListener("message", ({ source, data }) => {
  if (source === parent && typeof data?.code === "string") void render(data);
});
parent.postMessage({ isReady: true }, "*");

async function render(data) {
  document.documentElement.style.colorScheme = data.isDark ? "dark" : "light";
  try {
    const { default: mermaid } = await import("/assets/mermaid/mermaid.esm.min.mjs");
    mermaid.initialize({
      startOnLoad: false,
      securityLevel: "strict",
      theme: data.isDark ? "dark" : "default",
    });
    const { svg } = await mermaid.render("diagram", data.code);
    document.body.innerHTML = svg;
    parent.postMessage({ height: Math.ceil(document.body.scrollHeight) }, "*");
  } catch (error) {
    parent.postMessage({ error: String(error?.message ?? error) }, "*");
  }
}
