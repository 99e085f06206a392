import { defineComponent, h, onBeforeUnmount, onMounted, ref } from "vue";
import DefaultTheme from "vitepress/theme";
import type { Theme } from "vitepress";
import "./style.css";

let drawn = 0;

/** A drawing in Mermaid. Without scripts, and until it is drawn, its text is shown. */
const Mermaid = defineComponent({
  name: "Mermaid",
  props: { code: { type: String, required: true } },
  setup(props) {
    const text = decodeURIComponent(props.code);
    const svg = ref("");
    let watcher: MutationObserver | undefined;
    async function draw(): Promise<void> {
      const { default: mermaid } = await import("mermaid");
      const isDark = document.documentElement.classList.contains("dark");
      mermaid.initialize({
        startOnLoad: false,
        securityLevel: "strict",
        theme: isDark ? "dark" : "default",
      });
      drawn += 1;
      ({ svg: svg.value } = await mermaid.render(`mermaid-${drawn}`, text));
    }
    onMounted(() => {
      void draw();
      watcher = new MutationObserver(() => void draw());
      watcher.observe(document.documentElement, { attributeFilter: ["class"] });
    });
    onBeforeUnmount(() => watcher?.disconnect());
    return () =>
      svg.value === ""
        ? h("pre", { class: "mermaid-text" }, text)
        : h("div", { class: "mermaid", tabindex: 0, innerHTML: svg.value });
  },
});

const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component("Mermaid", Mermaid);
  },
};

export default theme;
