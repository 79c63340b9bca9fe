namespace StreamGuard.Host.Tests.Page;

/// <summary>Expressions that look the page over; each gives a list of what is wrong.</summary>
internal static class PageChecks
{
    /// <summary>Elements wider than the window, but for those that scroll by themselves.</summary>
    public const string SticksOut = """
        (() => {
          const scrolls = (element) => { for (let each = element.parentElement; each; each = each.parentElement) if (/auto|scroll|hidden/.test(getComputedStyle(each).overflowX)) return true; return false; };
          const wide = [...document.querySelectorAll('body *')].filter((each) => { const box = each.getBoundingClientRect(); return box.width > 0 && (box.right > innerWidth + 1) && !scrolls(each); });
          return document.documentElement.scrollWidth > innerWidth ? [...wide.map((each) => each.outerHTML.slice(0, 120)), 'the page scrolls sideways'] : wide.map((each) => each.outerHTML.slice(0, 120));
        })()
        """;

    /// <summary>Texts whose contrast to what is behind them is less than 4.5 to 1 (WCAG 2.1, 1.4.3).</summary>
    public const string Faint = """
        (() => {
          const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          const rgba = (color) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255]; };
          const over = (top, below) => top.slice(0, 3).map((value, i) => value * top[3] + below[i] * (1 - top[3])).concat(1);
          const light = ([r, g, b]) => { const [x, y, z] = [r, g, b].map((value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4); return 0.2126 * x + 0.7152 * y + 0.0722 * z; };
          const behind = (element) => {
            if (element instanceof SVGElement && element.ownerSVGElement) {
              const box = element.parentElement.querySelector('rect');
              if (box && getComputedStyle(box).fill !== 'none') return rgba(getComputedStyle(box).fill);
              return behind(element.parentElement);
            }
            if (!element) return [255, 255, 255, 1];
            const own = rgba(getComputedStyle(element).backgroundColor);
            return own[3] === 1 ? own : over(own, behind(element.parentElement));
          };
          const found = [];
          for (const element of document.querySelectorAll('body *')) {
            const text = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim()).map((node) => node.data.trim()).join(' ');
            const style = getComputedStyle(element);
            if (!text || element.closest('noscript, option, :disabled') || element.getClientRects().length === 0 || style.visibility === 'hidden' || style.opacity === '0') continue;
            const back = behind(element);
            const front = over(rgba(element instanceof SVGElement && element.ownerSVGElement ? style.fill : style.color), back);
            const [more, less] = [light(front), light(back)].sort((a, b) => b - a);
            const contrast = (more + 0.05) / (less + 0.05);
            if (contrast < 4.5) found.push(`${contrast.toFixed(2)}: ${text.slice(0, 40)} (${element.className.baseVal ?? element.className})`);
          }
          return found;
        })()
        """;
}
