// Draws the table's numbers as charts, in the page's own colours; the table says the same without them.
(() => {
  "use strict";
  const place = document.querySelector("[data-load-charts]");
  const numbers = document.getElementById("load-numbers");
  if (!place || !numbers || !window.echarts) return;
  const load = JSON.parse(numbers.textContent);
  const words = place.dataset;
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--linli-${name}`).trim();
  const size = parseFloat(style.fontSize) * 0.8;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const bar = (name, data, tone) => ({ type: "bar", name, data, itemStyle: { color: colour(tone) }, barGap: "10%" });
  const line = (name, data, tone, type) => ({
    type: "line", name, data, symbol: type === "dashed" ? "rect" : "circle", symbolSize: 6,
    lineStyle: { color: colour(tone), width: 2, type }, itemStyle: { color: colour(tone) },
  });
  const series = {
    visits: () => [
      bar(words.came, load.came, "zone-consult"),
      bar(words.served, load.served, "primary"),
      bar(words.gaveUp, load.gave_up, "accent"),
    ],
    waits: () => [
      line(words.median, load.median, "primary", "solid"),
      line(words.most, load.most, "accent", "dashed"),
    ],
    windows: () => [
      { ...line(words.open, load.open, "primary", "solid"), step: "middle", areaStyle: { color: colour("primary-soft") } },
      line(words.needed, load.needed, "accent", "dashed"),
    ],
  };
  const text = { color: colour("ink"), fontFamily: style.fontFamily, fontSize: size };
  const quiet = { lineStyle: { color: colour("line") } };

  place.hidden = false;
  for (const box of place.querySelectorAll("[data-chart]")) {
    const chart = echarts.init(box);
    chart.setOption({
      animation: !isCalm,
      textStyle: text,
      // The box says what it is; patterns tell the columns apart where colours do not.
      aria: { enabled: true, label: { enabled: false }, decal: { show: box.dataset.chart === "visits" } },
      grid: { left: 4, right: 20, top: 40, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, textStyle: text, itemWidth: 18 },
      // Drawn in the canvas: the page's policy allows no styles written into markup.
      tooltip: { trigger: "axis", renderMode: "richText", textStyle: text, backgroundColor: colour("surface"), borderColor: colour("line-strong") },
      xAxis: { type: "category", data: load.slots, axisLabel: text, axisLine: { lineStyle: { color: colour("line-strong") } } },
      yAxis: { type: "value", minInterval: 1, axisLabel: text, splitLine: quiet },
      series: series[box.dataset.chart](),
    });
    new ResizeObserver(() => chart.resize({ animation: { duration: 0 } })).observe(box);
    addEventListener("beforeprint", () => chart.resize({ animation: { duration: 0 } }));
  }
})();
